"""List cursors: a position, signed for one store and one list, opaque to everybody else."""

import base64
import hashlib
import hmac

from retrack.domain.errors import Unreadable

_SIGNATURE_BYTES = 16


def cursor(position: str, *, key: str, query: str) -> str:
    """The cursor for a position in the list that `query` describes."""
    signature = _sign(position, key=key, query=query)
    return base64.urlsafe_b64encode(signature + position.encode()).decode().rstrip("=")


def position_of(text: str | None, *, key: str, query: str) -> str | None:
    """The position in a cursor; None without one, which is the list's beginning.

    Raises:
        Unreadable: it was altered, or is of another store or another list.
    """
    if text is None:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        signature, position = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:].decode()
    except ValueError as exc:
        raise _refusal() from exc
    good = hmac.compare_digest(signature, _sign(position, key=key, query=query))
    if not good or cursor(position, key=key, query=query) != text:
        raise _refusal()
    return position


def _sign(position: str, *, key: str, query: str) -> bytes:
    message = f"{query}\n{position}".encode()
    return hmac.digest(key.encode(), message, hashlib.sha256)[:_SIGNATURE_BYTES]


def _refusal() -> Unreadable:
    return Unreadable("The cursor is not one that this list gave; start again without it.")
