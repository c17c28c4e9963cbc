"""Mails to the merchant, the tracking account and the sender, as the API shows and takes them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrack.domain.account import TrackingAccount
from retrack.domain.merchant_mail import MerchantMail
from retrack.domain.senders import Senders
from retrack.domain.settings import Store
from retrack.domain.times import to_text

if TYPE_CHECKING:
    from retrack.http.merchant_schemas import MerchantMailBody


def mail_view(wishes: MerchantMail) -> dict[str, Any]:
    """What the merchant is mailed."""
    return {
        "recipients": list(wishes.recipients),
        "digest": {"enabled": wishes.digest, "hour": wishes.digest_hour},
        "warnings": {"enabled": wishes.warnings},
    }


def account_view(account: TrackingAccount) -> dict[str, Any]:
    """How the tracking account does, as far as anybody met it."""
    incident = account.incident
    return {
        "trouble": incident.trouble if incident else None,
        "trouble_since": to_text(incident.since) if incident else None,
        "quota_remaining": account.remaining,
    }


def mail_change(body: "MerchantMailBody", wishes: MerchantMail) -> MerchantMail:
    """The wishes with what the body names put in their place."""
    changed = wishes
    if body.recipients is not None:
        changed = replace(changed, recipients=tuple(dict.fromkeys(body.recipients)))
    if body.digest and body.digest.enabled is not None:
        changed = replace(changed, digest=body.digest.enabled)
    if body.digest and body.digest.hour is not None:
        changed = replace(changed, digest_hour=body.digest.hour)
    if body.warnings and body.warnings.enabled is not None:
        changed = replace(changed, warnings=body.warnings.enabled)
    return changed


def sender_view(store: Store, senders: Senders) -> dict[str, Any]:
    """How far the sender is proved, what the proof takes, and what emails come from meanwhile."""
    identity, email = store.identity, store.notifications.sender.email
    is_proved = senders.is_proved(store)
    own = identity if identity and identity.covers(email) else None
    state: str | None = own.state if own else None
    return {
        "email": email,
        "kind": own.kind if own else None,
        "identity": own.name if own else None,
        "state": "verified" if is_proved else state or "unverified",
        "since": to_text(own.since) if own else None,
        "records": [record._asdict() for record in own.records] if own else [],
        "sends_from": senders.address_for(store) or None,
    }
