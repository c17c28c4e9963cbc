"""What several models of the document share, and what only a validator's code knows."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import WithJsonSchema

from retrack.domain.statuses import TRACKING_STATUSES

Moment = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
        }
    ),
]
"""A whole second in UTC."""

Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
_TRACKING_STATUS = {"type": "string", "enum": [str(s) for s in TRACKING_STATUSES]}
TrackingStatus = Annotated[str, WithJsonSchema(_TRACKING_STATUS)]


def _text(pattern: str, longest: int, description: str) -> dict[str, Any]:
    return {
        "type": ["string", "null"],
        "maxLength": longest,
        "pattern": f"^({pattern})?$",
        "description": description,
    }


NARROWER: Mapping[tuple[str, str], Mapping[str, Any]] = MappingProxyType(
    {
        ("StatusBody", "status"): _TRACKING_STATUS,
        ("CustomerBody", "phone"): _text(r"\+[1-9]\d{6,14}", 20, "E.164."),
        ("CustomerBody", "locale"): _text("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", 35, "BCP 47."),
        ("AddressBody", "country_code"): _text("[A-Z]{2}", 2, "ISO 3166-1 alpha-2."),
    }
)
"""Fields of requests whose form the models check in code, by model and field."""
