"""What each function is told by its environment; nothing else reads it.

A field is the variable of the same name in capitals. template.yaml declares exactly these for each
function.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self


class MissingSettings(Exception):
    """The environment lacks variables that the function needs; the message names all of them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every function reads."""

    table_name: str

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings in an environment, by default the process's own.

        Raises:
            MissingSettings: some are not there.
        """
        environment = os.environ if environment is None else environment
        names = {field.name: field.name.upper() for field in fields(cls)}
        missing = [name for name in names.values() if name not in environment]
        if missing:
            raise MissingSettings(", ".join(missing))
        return cls(**{field: environment[name] for field, name in names.items()})


@dataclass(frozen=True, slots=True)
class AuthorizerSettings(Settings):
    """Whose tokens to accept: see Cognito's "Verifying a JSON web token"."""

    cognito_issuer: str
    cognito_jwks_url: str
    cognito_client_id: str


@dataclass(frozen=True, slots=True)
class CreateStoreSettings(Settings):
    """Where people sign in."""

    user_pool_id: str


@dataclass(frozen=True, slots=True)
class DispatcherSettings(Settings):
    """Where changes are announced, and new parcels queued."""

    topic_arn: str
    tracking_queue_url: str


@dataclass(frozen=True, slots=True)
class HooksApiSettings(Settings):
    """Where pushes are queued, and the secrets that verify them."""

    tracking_queue_url: str
    parameter_prefix: str


@dataclass(frozen=True, slots=True)
class NotifierSettings(Settings):
    """Which parameter holds the address of the customers' pages."""

    public_url_parameter: str


@dataclass(frozen=True, slots=True)
class OrdersApiSettings(Settings):
    """Only the table."""


@dataclass(frozen=True, slots=True)
class SettingsApiSettings(Settings):
    """Where secrets are kept."""

    parameter_prefix: str


@dataclass(frozen=True, slots=True)
class SweepSettings(Settings):
    """Where work is queued, and the watermark kept."""

    tracking_queue_url: str
    parameter_prefix: str


@dataclass(frozen=True, slots=True)
class CarrierSettings(Settings):
    """How tracking providers are reached; the timeout is in seconds."""

    tracking_queue_url: str
    parameter_prefix: str
    seventeentrack_url: str
    carrier_timeout_seconds: str


@dataclass(frozen=True, slots=True)
class TrackerSettings(CarrierSettings):
    """As `CarrierSettings`."""


@dataclass(frozen=True, slots=True)
class TrackingApiSettings(CarrierSettings):
    """As `CarrierSettings`."""
