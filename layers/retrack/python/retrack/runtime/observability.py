"""Logs and metrics, made once for each function.

Logs name stores, orders and shipments by id and never hold names, addresses, phones, e-mails, keys
or bodies. Metrics are listed in docs/operations.md.
"""

from aws_lambda_powertools import Logger, Metrics

__all__ = ["Logger", "Metrics", "make_logger", "make_metrics"]


def make_logger() -> Logger:
    """A logger of JSON lines; the service's name comes from POWERTOOLS_SERVICE_NAME."""
    return Logger(utc=True)


def make_metrics() -> Metrics:
    """Metrics in CloudWatch's embedded format, written with the logs."""
    return Metrics(namespace="Retrack")
