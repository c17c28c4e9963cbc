"""The forms of the settings page: what each holds, and how what was typed becomes a change."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from retrack.domain.settings import Channel, Store, Trigger
from retrack.web.words import N_

FIELD_ADVICE = {
    "name": N_("Give the store a name of at most 200 characters."),
    "time_zone": N_("Choose a time zone from the list, such as Asia/Bangkok."),
    "locale": N_("Choose one of the languages."),
    "brand_color": N_("Choose a colour, such as #0b6e4f."),
    "tracking_url": N_(
        "An address that starts with http:// or https://; the tracking code is put at its end."
    ),
    "sender_name": N_("At most 200 characters."),
    "sender_email": N_("An e-mail address, such as shop@example.com."),
    "sender_reply_to": N_("An e-mail address, such as help@example.com."),
    "sender_sms_id": N_("1 to 11 letters and digits, with at least one letter."),
    "retention_days": N_("A number of days from 30 to 730."),
    "provider": N_("Choose one of the tracking providers."),
    "key": N_("The key as the provider shows it: no blanks, at most 200 characters."),
    "webhook_secret": N_(
        "The secret as it was typed at the provider: no blanks, at most 200 characters. Leave it"
        " empty where the provider signs with the key."
    ),
    "recipients": N_("At most 10 e-mail addresses, with commas between them."),
    "digest_hour": N_("Choose one of the hours."),
    "key_name": N_("Give the key a name of at most 100 characters."),
    "person_email": N_("An e-mail address, such as ann@example.com."),
}
"""What is said beside a field that is wrong."""

_OF_A_LIST = re.compile(r"[.][0-9]+$")
SECRETS = ("key", "webhook_secret")
"""Fields that are never shown again."""

_FIELD_OF = {
    "notifications.sender.name": "sender_name",
    "notifications.sender.email": "sender_email",
    "notifications.sender.reply_to": "sender_reply_to",
    "notifications.sender.sms_id": "sender_sms_id",
    "notifications.retention_days": "retention_days",
    "merchant_mail.recipients": "recipients",
    "merchant_mail.digest.hour": "digest_hour",
    "tracking.provider": "provider",
    "tracking.key": "key",
    "tracking.webhook_secret": "webhook_secret",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A section of the settings as it is filled in.

    `values` are as typed or as saved, `errors` by field, in English. `overtaken` has, for a form
    that somebody else was faster with, what is saved now where that is not what was typed.
    """

    values: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    overtaken: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A form: `shown` takes its values from a store, `body` makes of values what the API takes."""

    shown: Callable[[Store], dict[str, Any]]
    body: Callable[[Mapping[str, Any]], dict[str, Any]]
    switches: frozenset[str] = frozenset()

    def typed(self, form: Mapping[str, list[str]], store: Store) -> dict[str, Any]:
        """What was sent of this form; a switch that was left off is not sent at all."""
        return {
            name: name in form if name in self.switches else form.get(name, [""])[0].strip()
            for name in self.shown(store)
        }


def errors_of(paths: list[str]) -> dict[str, str]:
    """What to say beside the fields that the API's paths name."""
    whole = [_OF_A_LIST.sub("", path) for path in paths]
    fields = [_FIELD_OF.get(path, path) for path in whole]
    return {name: FIELD_ADVICE.get(name, N_("This is not right.")) for name in fields}


def _store_shown(store: Store) -> dict[str, Any]:
    return {
        "name": store.name,
        "time_zone": store.time_zone,
        "locale": store.locale,
        "brand_color": store.brand_color,
    }


def _notifications_shown(store: Store) -> dict[str, Any]:
    wishes, sender = store.notifications, store.notifications.sender
    return {
        "email_enabled": wishes.email_enabled,
        "sms_enabled": wishes.sms_enabled,
        "sender_name": sender.name,
        "sender_email": sender.email,
        "sender_reply_to": sender.reply_to,
        "sender_sms_id": sender.sms_id,
        "tracking_url": store.tracking_url,
        "wait_until_known": wishes.wait_until_known,
        "quiet_hours": wishes.quiet_hours,
        "link": wishes.link,
        "track_opens": wishes.track_opens,
        "retention_days": str(wishes.retention_days),
        **{
            _switch(trigger, channel): wishes.chose(trigger, channel)
            for trigger in Trigger
            for channel in Channel
        },
    }


def _switch(trigger: Trigger, channel: Channel) -> str:
    return f"{trigger}-{channel}"


def _notifications_body(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tracking_url": values["tracking_url"],
        "notifications": {
            "email_enabled": values["email_enabled"],
            "sms_enabled": values["sms_enabled"],
            "wait_until_known": values["wait_until_known"],
            "quiet_hours": values["quiet_hours"],
            "link": values["link"],
            "track_opens": values["track_opens"],
            "retention_days": _number(values["retention_days"]),
            "triggers": {
                trigger: {channel: values[_switch(trigger, channel)] for channel in Channel}
                for trigger in Trigger
            },
            "sender": {
                "name": values["sender_name"],
                "email": values["sender_email"],
                "reply_to": values["sender_reply_to"],
                "sms_id": values["sender_sms_id"],
            },
        },
    }


def _number(typed: str) -> int | str | None:
    """A number as it was typed; what is none is refused like any other wrong one."""
    return int(typed) if typed.isascii() and typed.isdecimal() else typed or None


def _carrier_shown(store: Store) -> dict[str, Any]:
    return {"provider": store.tracking_provider, **dict.fromkeys(SECRETS, "")}


def _carrier_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """A key that was left empty stays what it is: it is never shown, so it cannot be repeated."""
    typed = {name: values[name] for name in SECRETS if values[name]}
    return {"tracking": {"provider": values["provider"], **typed}}


def _merchant_shown(store: Store) -> dict[str, Any]:
    wishes = store.merchant_mail
    return {
        "digest": wishes.digest,
        "digest_hour": str(wishes.digest_hour),
        "warnings": wishes.warnings,
        "recipients": ", ".join(wishes.recipients),
    }


def _merchant_body(values: Mapping[str, Any]) -> dict[str, Any]:
    hour = values["digest_hour"]
    return {
        "merchant_mail": {
            "digest": {
                "enabled": values["digest"],
                "hour": int(hour) if hour.isascii() and hour.isdigit() else hour,
            },
            "warnings": {"enabled": values["warnings"]},
            "recipients": [email for email in re.split(r"[,;\s]+", values["recipients"]) if email],
        }
    }


SECTIONS = {
    "store": Section(_store_shown, dict),
    "notifications": Section(
        _notifications_shown,
        _notifications_body,
        frozenset(
            {"email_enabled", "sms_enabled", "wait_until_known", "quiet_hours", "track_opens"}
        )
        | {_switch(trigger, channel) for trigger in Trigger for channel in Channel},
    ),
    "carrier": Section(_carrier_shown, _carrier_body),
    "merchant": Section(_merchant_shown, _merchant_body, frozenset({"digest", "warnings"})),
}
