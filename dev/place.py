"""Where the local stack is, and the names that its parts share."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"  # never another: no other machine can reach the stack
ACCOUNT = "123456789012"
REGION = "eu-west-1"
STACK = "retrack-local"
OWN_CALLS = "retrack-dev"  # in the user agent of what the stack itself asks, which is not counted


class Misconfigured(Exception):
    """The stack cannot start; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """The ports of the stack, whether it comes with a demo store, and whether hours pass there.

    Where they do not, schedules fire only when they are asked to: a test that happens to run at a
    full hour then meets no sweep that it did not ask for.
    """

    port: int
    aws_port: int
    carrier_port: int
    easypost_port: int
    shopify_port: int
    seeded: bool
    hourly: bool = True

    @classmethod
    def from_env(cls, environment: dict[str, str]) -> Place:
        """Reads PORT, AWS_PORT, CARRIER_PORT, EASYPOST_PORT, SHOPIFY_PORT, SEED and HOURLY.

        Raises:
            Misconfigured: a port is no port, or two are the same.
        """
        port = _port(environment, "PORT", 3000)
        aws_port = _port(environment, "AWS_PORT", 4566)
        carrier_port = _port(environment, "CARRIER_PORT", 4717)
        taken = {port, aws_port, carrier_port}
        easypost_port = _port(environment, "EASYPOST_PORT", _free_one(4719, beside=taken))
        spare = _free_one(4718, beside={*taken, easypost_port})
        place = cls(
            port=port,
            aws_port=aws_port,
            carrier_port=carrier_port,
            easypost_port=easypost_port,
            shopify_port=_port(environment, "SHOPIFY_PORT", spare),
            seeded=_wanted(environment, "SEED"),
            hourly=_wanted(environment, "HOURLY"),
        )
        if len(set(place.ports.values())) < len(_NAMES):
            msg = f"{', '.join(_NAMES)} must differ from one another."
            raise Misconfigured(msg)
        return place

    @property
    def ports(self) -> dict[str, int]:
        """All ports, by the variables that change them."""
        ports = (
            self.port,
            self.aws_port,
            self.carrier_port,
            self.easypost_port,
            self.shopify_port,
        )
        return dict(zip(_NAMES, ports, strict=True))

    @property
    def url(self) -> str:
        """The API and the dashboard."""
        return f"http://{HOST}:{self.port}"

    @property
    def aws_url(self) -> str:
        """The emulated AWS."""
        return f"http://{HOST}:{self.aws_port}"

    @property
    def carrier_url(self) -> str:
        """The carrier simulator; what comes after it is 17TRACK's own path."""
        return f"http://{HOST}:{self.carrier_port}"

    @property
    def easypost_url(self) -> str:
        """The simulator of EasyPost; what comes after it is EasyPost's own path."""
        return f"http://{HOST}:{self.easypost_port}"

    @property
    def shopify_url(self) -> str:
        """The simulator of Shopify; what comes after it is a shop's domain."""
        return f"http://{HOST}:{self.shopify_port}"


_NAMES = ("PORT", "AWS_PORT", "CARRIER_PORT", "EASYPOST_PORT", "SHOPIFY_PORT")
_HIGHEST_PORT = 65535


def _wanted(environment: dict[str, str], name: str) -> bool:
    return environment.get(name, "1").strip().lower() not in {"0", "no", "false"}


def _port(environment: dict[str, str], name: str, otherwise: int) -> int:
    text = environment.get(name, "").strip() or str(otherwise)
    if not text.isdigit() or not 1 <= int(text) <= _HIGHEST_PORT:
        msg = f"{name}={text} is not a port: a number from 1 to {_HIGHEST_PORT}."
        raise Misconfigured(msg)
    return int(text)


def _free_one(wanted: int, *, beside: set[int]) -> int:
    """The port, or any free one: a second stack beside the first need not name this one too."""
    for port in (wanted, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            found: int = trial.getsockname()[1]
            if found not in beside:
                return found
    return wanted


def aws_environment(place: Place) -> dict[str, str]:
    """What makes any AWS SDK talk to the emulated AWS, and to nothing else."""
    return {
        "AWS_ENDPOINT_URL": place.aws_url,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "local",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        # The emulated streams do not know the hosts that are named after an account.
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    }
