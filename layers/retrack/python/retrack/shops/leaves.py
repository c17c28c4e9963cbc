"""Reading JSON that shops wrote: a leaf that is not what it should be counts as absent."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from retrack.domain.errors import Invalid, Unreadable
from retrack.domain.identifiers import OrderId, TrackingNumber
from retrack.domain.times import whole_seconds
from retrack.domain.tracking_numbers import normalise

MAX_TEXT = 200  # characters of a name, a title, a place; none that is real needs more
MAX_NUMBERS = 50  # tracking numbers of one fulfilment; an order has no more shipments
_YEARS = range(2000, 2200)
_ID = re.compile(r"[0-9]{1,20}")

Tree = Mapping[str, object]


def parsed(body: bytes | str) -> Tree:
    """The JSON object in a body.

    Raises:
        Unreadable: it is none.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as exc:
        msg = "The message is not JSON."
        raise Unreadable(msg) from exc
    if not isinstance(value, dict):
        msg = "The message is not a JSON object."
        raise Unreadable(msg)
    return value


def tree(value: object) -> Tree:
    """The object, or an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> Sequence[Tree]:
    """The objects of a list, those that are any."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def text(value: object, *, most: int = MAX_TEXT) -> str:
    """Text in one line, without what no store or page could take; empty where there is none."""
    if not isinstance(value, str):
        return ""
    words = "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in value).split()
    return " ".join(words)[:most].rstrip()


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list that say something, each once."""
    found = [text(entry) for entry in value] if isinstance(value, list) else []
    return tuple(dict.fromkeys(entry for entry in found if entry))


def count(value: object) -> int:
    """A number of things; 0 where it is none."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return min(max(value, 0), 1_000_000) if is_number and isinstance(value, int) else 0


def identifier(value: object) -> str:
    """A shop's id, which is a whole number, as text; empty where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    return str(value) if _ID.fullmatch(str(value)) else ""


def order_ids(value: object) -> tuple[OrderId, ...]:
    """The ids in a list."""
    found = [identifier(entry) for entry in value] if isinstance(value, list) else []
    return tuple(OrderId(entry) for entry in dict.fromkeys(found) if entry)


def moment(value: object) -> datetime | None:
    """A time in whole seconds of UTC; one without an offset is taken to be in UTC."""
    written = text(value)
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    if at.year not in _YEARS:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return whole_seconds(at.astimezone(UTC))


def tracking_numbers(written: Iterable[str]) -> tuple[TrackingNumber, ...]:
    """Those that can be tracking numbers, in their normal form, each once."""
    found: dict[TrackingNumber, None] = {}
    for entry in written:
        try:
            found.setdefault(normalise(entry))
        except Invalid:
            continue
    return tuple(found)[:MAX_NUMBERS]


def country(value: object) -> str:
    """An ISO 3166-1 alpha-2 code; empty where it is none."""
    code = text(value).upper()
    return code if re.fullmatch(r"[A-Z]{2}", code) else ""


def kept(value: object, *names: str) -> dict[str, object]:
    """Of an object, the leaves of these names that hold something, texts no longer than is read.

    Half of a surrogate pair, which JSON may hold and no queue takes, becomes a question mark.
    """
    found: dict[str, object] = {}
    for name in names:
        leaf = tree(value).get(name)
        if isinstance(leaf, str):
            leaf = leaf[: 2 * MAX_TEXT].encode(errors="replace").decode()
        if leaf not in (None, "", []) and not isinstance(leaf, dict | list):
            found[name] = leaf
    return found
