"""Who may act for a store over HTTP: who may change that, and what API keys look like."""

from typing import Any

from retrack.domain.errors import NotAllowed
from retrack.domain.identifiers import StoreId
from retrack.domain.times import to_text
from retrack.http.identity import Identity
from retrack.services.grant_access import OWNER
from retrack.services.ports import ApiKey, Member


def owned_store(identity: Identity) -> StoreId:
    """The caller's store, for what only its owners do; an API key acts as an owner.

    Raises:
        NotAllowed: they are staff.
    """
    if identity.role != OWNER:
        msg = "Only an owner of the store may do that."
        raise NotAllowed(msg)
    return identity.store_id


def person_view(person: Member) -> dict[str, Any]:
    """Somebody who acts for the store; where nobody told their address it is null."""
    return {"id": person.id, "email": person.email or None, "role": person.role}


def key_view(key: ApiKey) -> dict[str, Any]:
    """A key as lists show it; its id is the SHA-256 it is known by, from which no key follows."""
    return {
        "id": key.hash,
        "name": key.name,
        "created_at": to_text(key.created_at),
        "last_used": key.last_used.isoformat() if key.last_used else None,
    }
