"""Suppressed addresses as the API shows them: by their hash, since nothing else is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from retrack.domain.times import to_text
from retrack.http.cursors import cursor, position_of
from retrack.http.identity import Identity

if TYPE_CHECKING:
    from retrack.domain.suppressions import Suppression

_LIST = "suppressions"


def suppression_view(suppression: Suppression) -> dict[str, Any]:
    """Why nothing is sent, since when, and whence that came."""
    message = suppression.message
    return {
        "id": suppression.address_id,
        "channel": suppression.channel,
        "reason": suppression.reason,
        "at": to_text(suppression.at),
        "actor": suppression.actor or None,
        "order_id": message.order_id if message else None,
    }


def suppressions_after(query: Mapping[str, str], identity: Identity) -> str | None:
    """From where the list goes on; None from its beginning.

    Raises:
        Unreadable: the cursor is not of this store and this list.
    """
    return position_of(query.get("cursor"), key=identity.cursor_key, query=_LIST)


def next_suppressions(
    shown: Sequence[Suppression], identity: Identity, *, limit: int
) -> str | None:
    """The cursor to hand out behind these."""
    if len(shown) < limit:
        return None
    return cursor(shown[-1].address_id, key=identity.cursor_key, query=_LIST)
