"""A store's settings as the API shows and takes them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrack.domain.settings import Channel, NotificationSettings, Sender, Store, Trigger
from retrack.domain.templates import TemplateName, TemplateVersion
from retrack.http.merchant_view import account_view, mail_change, mail_view
from retrack.http.template_requests import templates_view

if TYPE_CHECKING:
    from retrack.http.schemas import NotificationsBody, SettingsBody


def settings_view(
    store: Store, own: Mapping[TemplateName, TemplateVersion] | None = None
) -> dict[str, Any]:
    """The settings, with the store's own templates; of secrets only whether they are there."""
    wishes = store.notifications
    sender = wishes.sender
    return {
        "store_id": store.id,
        "name": store.name,
        "plan": store.plan,
        "time_zone": store.time_zone,
        "locale": store.locale,
        "tracking_url": store.tracking_url,
        "brand_color": store.brand_color,
        "notifications": {
            "email_enabled": wishes.email_enabled,
            "sms_enabled": wishes.sms_enabled,
            "triggers": {
                trigger: {c: c in wishes.triggers.get(trigger, ()) for c in Channel}
                for trigger in Trigger
            },
            "sender": {
                "name": sender.name,
                "email": sender.email,
                "reply_to": sender.reply_to,
                "sms_id": sender.sms_id,
            },
            "manual_gateways": list(wishes.manual_gateways),
            "wait_until_known": wishes.wait_until_known,
            "quiet_hours": wishes.quiet_hours,
            "link": wishes.link,
            "track_opens": wishes.track_opens,
            "retention_days": wishes.retention_days,
        },
        "templates": templates_view(own or {}),
        "tracking": {
            "provider": store.tracking_provider,
            "key_set": store.has_tracking_key,
            "webhook_secret_set": store.has_webhook_secret,
        },
        "tracking_account": account_view(store.account),
        "merchant_mail": mail_view(store.merchant_mail),
    }


def settings_change(
    body: "SettingsBody", kept: Mapping[str, str] | None = None
) -> Callable[[Store], Store]:
    """The change that a body asks for; what it does not name stays.

    `kept` are the versions that came of its templates: see `EditTemplates.keep`.
    """
    plain = {
        name: value
        for name in ("name", "time_zone", "locale", "tracking_url", "brand_color")
        if (value := getattr(body, name)) is not None
    }

    def change(store: Store) -> Store:
        changed = replace(store, **plain)
        if body.notifications:
            wishes = _wishes(body.notifications, store.notifications)
            changed = replace(changed, notifications=wishes)
        if body.merchant_mail:
            mail = mail_change(body.merchant_mail, store.merchant_mail)
            changed = replace(changed, merchant_mail=mail)
        if kept:
            versions = {n: v for n, v in {**store.templates, **kept}.items() if v}
            changed = replace(changed, templates=versions)
        if body.tracking and body.tracking.provider not in {None, store.tracking_provider}:
            provider = str(body.tracking.provider)
            changed = replace(
                changed,
                tracking_provider=provider,
                has_tracking_key=False,
                has_webhook_secret=False,
            )
        return changed

    return change


def tracking_secrets(body: "SettingsBody") -> dict[str, str | None]:
    """The secrets in a body, as `ChangeSettings` takes them."""
    if body.tracking is None:
        return {}
    return {"tracking_key": body.tracking.key, "webhook_secret": body.tracking.webhook_secret}


_TAKEN_AS_IT_IS = (
    "email_enabled", "sms_enabled", "wait_until_known", "quiet_hours", "link", "track_opens",
)  # fmt: skip


def _wishes(body: "NotificationsBody", wishes: NotificationSettings) -> NotificationSettings:
    changed = wishes
    for name in _TAKEN_AS_IT_IS:
        if (chosen := getattr(body, name)) is not None:
            changed = replace(changed, **{name: chosen})
    if body.retention_days is not None:
        changed = replace(changed, retention_days=body.retention_days)
    if body.manual_gateways is not None:
        changed = replace(changed, manual_gateways=tuple(body.manual_gateways))
    if body.sender is not None:
        named = body.sender.model_dump(exclude_unset=True)
        kept = {name: getattr(wishes.sender, name) for name in type(body.sender).model_fields}
        changed = replace(changed, sender=Sender(**(kept | named)))
    for trigger, channels in (body.triggers or {}).items():
        wanted = set(changed.triggers.get(trigger, frozenset()))
        for channel, on in channels.items():
            (wanted.add if on else wanted.discard)(channel)
        changed = replace(changed, triggers={**changed.triggers, trigger: frozenset(wanted)})
    return changed
