"""Logs and metrics, made once for each function.

Logs name stores, orders and shipments by id and never hold names, addresses, phones, e-mails, keys
or bodies. Metrics are listed in docs/operations.md.
"""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import (
    AmazonCloudWatchEMFProvider,
)

__all__ = ["Logger", "Metrics", "make_logger", "make_metrics"]

_NAMESPACE = "Retrack"


class _MayBeEmpty(AmazonCloudWatchEMFProvider):
    """Most requests have nothing to count, which is no reason for a warning."""

    def flush_metrics(self, raise_on_empty_metrics: bool = False) -> None:  # noqa: FBT001, FBT002  as inherited
        """Writes what was counted, if anything was."""
        if self.metric_set or raise_on_empty_metrics:
            super().flush_metrics(raise_on_empty_metrics=raise_on_empty_metrics)


def make_logger() -> Logger:
    """A logger of JSON lines; the service's name comes from POWERTOOLS_SERVICE_NAME."""
    return Logger(utc=True)


def make_metrics() -> Metrics:
    """Metrics in CloudWatch's embedded format, written with the logs."""
    return Metrics(provider=_MayBeEmpty(namespace=_NAMESPACE))
