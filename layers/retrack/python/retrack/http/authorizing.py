"""What the authorizer passes on to the handlers: see `identity`."""

from retrack.domain.errors import RetrackError, Unreadable
from retrack.services.authenticate import Caller


def context_of(caller: Caller) -> dict[str, str]:
    """What the authorizer passes on about a caller."""
    store = caller.store
    return {
        "store_id": store.id,
        "plan": store.plan,
        "actor": caller.actor,
        "role": caller.role,
        "time_zone": store.time_zone,
        "locale": store.locale,
        "tracking_url": store.tracking_url,
        "cursor_key": store.cursor_key,
    }


def refusal_context(refusal: RetrackError) -> dict[str, str]:
    """What the authorizer passes on when it cannot tell who calls."""
    kind = "unreadable" if isinstance(refusal, Unreadable) else "unauthenticated"
    return {"refused": kind, "detail": refusal.message}
