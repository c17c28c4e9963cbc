"""Where the local stack is, and the names that its parts share."""

from __future__ import annotations

import os
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
    """The ports of the stack, and whether it comes with a demo store."""

    port: int
    aws_port: int
    carrier_port: int
    seeded: bool

    @classmethod
    def from_env(cls, environment: dict[str, str]) -> Place:
        """Reads PORT, AWS_PORT, CARRIER_PORT and SEED.

        Raises:
            Misconfigured: a port is no port, or two are the same.
        """
        place = cls(
            port=_port(environment, "PORT", 3000),
            aws_port=_port(environment, "AWS_PORT", 4566),
            carrier_port=_port(environment, "CARRIER_PORT", 4717),
            seeded=environment.get("SEED", "1").strip().lower() not in {"0", "no", "false"},
        )
        if len({place.port, place.aws_port, place.carrier_port}) < len(_NAMES):
            msg = f"{', '.join(_NAMES)} must differ from one another."
            raise Misconfigured(msg)
        return place

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


_NAMES = ("PORT", "AWS_PORT", "CARRIER_PORT")
_HIGHEST_PORT = 65535


def _port(environment: dict[str, str], name: str, otherwise: int) -> int:
    text = environment.get(name, "").strip() or str(otherwise)
    if not text.isdigit() or not 1 <= int(text) <= _HIGHEST_PORT:
        msg = f"{name}={text} is not a port: a number from 1 to {_HIGHEST_PORT}."
        raise Misconfigured(msg)
    return int(text)


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
