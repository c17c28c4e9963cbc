"""Pasted tracking numbers in requests and answers."""

import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from retrack.services.paste_numbers import PastedLine

_MAX_TEXT = 100_000
_LINE = re.compile("[0-9]{1,6}")


class PasteBody(BaseModel):
    """`POST /v1/tracking/paste`; `carriers` are chosen ones, by the number of the line."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    text: Annotated[str, Field(max_length=_MAX_TEXT)]
    confirm: bool = False
    carriers: dict[str, Annotated[str, Field(max_length=200)]] = {}

    def chosen(self) -> dict[int, str]:
        """The carriers by line; what names no line is nothing."""
        lines = {line: slug for line, slug in self.carriers.items() if _LINE.fullmatch(line)}
        return {int(line): slug for line, slug in lines.items()}


class ImportBody(BaseModel):
    """`POST /v1/imports`; `size` is the file's, in bytes, where it is known."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    size: (
        Annotated[
            int,
            Field(
                ge=1,
                description="Of the file, in bytes, at most 20,000,000; no other size is taken.",
            ),
        ]
        | None
    ) = None


def pasted_view(lines: Iterable[PastedLine]) -> dict[str, Any]:
    """What each line means, or came to."""
    return {"lines": [_line_view(line) for line in lines]}


def _line_view(line: PastedLine) -> dict[str, Any]:
    return {
        "line": line.line,
        "text": line.text,
        "order_name": line.order_name or None,
        "order_id": line.order_id,
        "tracking_number": line.number,
        "carrier": line.carrier,
        "carrier_candidates": [
            {
                "carrier": c.carrier.slug,
                "name": c.carrier.name,
                "confidence": c.confidence.name.lower(),
            }
            for c in line.candidates
        ],
        "duplicate_of": line.duplicate_of or None,
        "problem": line.problem or None,
        "added": line.was_added,
    }
