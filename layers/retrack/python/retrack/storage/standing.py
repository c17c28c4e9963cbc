"""What was found out about a store, in attributes of its item beside the settings."""

import json
from collections.abc import Sequence
from datetime import date

from retrack.domain.account import Incident, TrackingAccount, Trouble
from retrack.domain.feedback import FeedbackKind
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_returns import MailReturn
from retrack.domain.sender_identity import IdentityKind, IdentityState, SenderIdentity
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import compact, moment_or_none
from retrack.storage import keys
from retrack.storage.items import StoreItem
from retrack.storage.table import held


class TableStanding:
    """`StandingStore` over DynamoDB: each write on the condition that nobody wrote since."""

    def save_account(
        self, store_id: StoreId, account: TrackingAccount, *, seen: TrackingAccount
    ) -> bool:
        """One UpdateItem."""
        return _saved(store_id, "account", account_to_json(account), account_to_json(seen))

    def save_identity(
        self, store_id: StoreId, identity: SenderIdentity | None, *, seen: SenderIdentity | None
    ) -> bool:
        """One UpdateItem."""
        return _saved(store_id, "identity", identity_to_json(identity), identity_to_json(seen))

    def save_mail_returns(
        self, store_id: StoreId, returns: Sequence[MailReturn], *, seen: Sequence[MailReturn]
    ) -> bool:
        """One UpdateItem."""
        told, known = mail_returns_to_json(returns), mail_returns_to_json(seen)
        return _saved(store_id, "mail_returns", told, known)


def account_to_json(account: TrackingAccount) -> str | None:
    """All that is known of an account; None for nothing."""
    if account == TrackingAccount():
        return None
    last = account.last
    incident = last and [last.trouble, to_text(last.since), moment_or_none(last.ended)]
    asked_on = account.asked_on.isoformat() if account.asked_on else None
    return compact(
        {
            "last": incident,
            "asked_on": asked_on,
            "remaining": account.remaining,
            "total": account.total,
        }
    )


def account_from_json(text: str | None) -> TrackingAccount:
    """The reverse of `account_to_json`."""
    if not text:
        return TrackingAccount()
    told = json.loads(text)
    incident = None
    if told["last"]:
        trouble, since, ended = told["last"]
        incident = Incident(Trouble(trouble), from_text(since), from_text(ended) if ended else None)
    return TrackingAccount(
        last=incident,
        asked_on=date.fromisoformat(told["asked_on"]) if told["asked_on"] else None,
        remaining=told["remaining"],
        total=told["total"],
    )


def identity_to_json(identity: SenderIdentity | None) -> str | None:
    """A sender's identity; None for none."""
    if identity is None:
        return None
    return compact(
        {
            "name": identity.name,
            "kind": identity.kind,
            "state": identity.state,
            "begun_at": to_text(identity.begun_at),
            "since": to_text(identity.since),
            "tokens": list(identity.tokens),
            "zone": identity.zone,
        }
    )


def identity_from_json(text: str | None) -> SenderIdentity | None:
    """The reverse of `identity_to_json`."""
    if not text:
        return None
    told = json.loads(text)
    return SenderIdentity(
        name=told["name"],
        kind=IdentityKind(told["kind"]),
        state=IdentityState(told["state"]),
        begun_at=from_text(told["begun_at"]),
        since=from_text(told["since"]),
        tokens=tuple(told["tokens"]),
        zone=told["zone"],
    )


def mail_returns_to_json(returns: Sequence[MailReturn]) -> str | None:
    """Who of a store's people is not mailed; None for nobody."""
    told = [[one.who, one.kind, to_text(one.at)] for one in returns]
    return compact(told) if told else None


def mail_returns_from_json(text: str | None) -> tuple[MailReturn, ...]:
    """The reverse of `mail_returns_to_json`."""
    return tuple(
        MailReturn(who, FeedbackKind(kind) if kind else None, from_text(at))
        for who, kind, at in json.loads(text or "[]")
    )


def _saved(store_id: StoreId, name: str, text: str | None, seen: str | None) -> bool:
    place = keys.store(store_id)
    item, attribute = StoreItem(place.pk, place.sk), getattr(StoreItem, name)
    unchanged = attribute.does_not_exist() if seen is None else attribute == seen
    action = attribute.remove() if text is None else attribute.set(text)
    # Without the settings there is no such store, and nothing is to come of it.
    condition = StoreItem.settings.exists() & unchanged
    return held(lambda: item.update(actions=[action], condition=condition))
