"""The stores and their settings."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pynamodb.expressions.update import Action

from retrack.domain.errors import Conflict, NotFound, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.domain.merchant_mail import MerchantMail
from retrack.domain.plans import Plan
from retrack.domain.settings import Channel, Link, NotificationSettings, Sender, Store, Trigger
from retrack.services.json_text import compact
from retrack.storage import keys
from retrack.storage.items import Item, ListedStoreItem, StoreItem
from retrack.storage.standing import (
    account_from_json,
    identity_from_json,
    mail_returns_from_json,
)
from retrack.storage.table import held, query


class TableStores:
    """`StoreStore` over DynamoDB."""

    def load(self, store_id: StoreId) -> Store:
        """One consistent GetItem, so that settings hold as soon as they are saved."""
        key = keys.store(store_id)
        try:
            item = StoreItem.get(key.pk, key.sk, consistent_read=True)
        except StoreItem.DoesNotExist as exc:
            msg = "There is no such store."
            raise NotFound(msg) from exc
        return _store_of(item)

    def create(self, store: Store) -> Store:
        """A PutItem on the condition that there is none, after one that lists it.

        Whoever goes through the list and does not find a store that is on it leaves it out.
        """
        created = replace(store, version=1)
        place = keys.listed_store(store.id)
        ListedStoreItem(place.pk, place.sk, store_id=store.id).save()
        item = _item_of(created)
        if not held(lambda: item.save(condition=StoreItem.pk.does_not_exist())):
            msg = f"There is a store with the id {store.id} already."
            raise Conflict(msg)
        return created

    def save(self, store: Store) -> Store:
        """An UpdateItem on the condition of the version: what is kept beside is left alone."""
        saved = replace(store, version=store.version + 1)
        item = _item_of(saved)
        actions: list[Action] = [
            StoreItem.settings.set(item.settings),
            StoreItem.version.set(int(saved.version)),
        ]
        condition = StoreItem.version == store.version
        if not held(lambda: item.update(actions=actions, condition=condition)):
            raise StaleVersion
        return saved

    def everybody(self) -> Iterator[Store]:
        """One consistent Query, then a BatchGetItem for each hundred stores."""
        beginning = keys.listed_stores()
        listed = query(beginning.pk, Item.sk.startswith(beginning.sk), attributes=("store_id",))
        places = (keys.store(StoreId(raw["store_id"]["S"])) for raw in listed)
        for item in StoreItem.batch_get([(place.pk, place.sk) for place in places]):
            yield _store_of(item)


def store_to_json(store: Store) -> str:
    """All of a store but its version, which is kept beside it."""
    return compact(
        {
            "id": store.id,
            "name": store.name,
            "plan": store.plan,
            "time_zone": store.time_zone,
            "locale": store.locale,
            "tracking_url": store.tracking_url,
            "brand_color": store.brand_color,
            "notifications": _notifications_document(store.notifications),
            "tracking_provider": store.tracking_provider,
            "has_tracking_key": store.has_tracking_key,
            "has_webhook_secret": store.has_webhook_secret,
            "templates": dict(store.templates),
            "merchant_mail": _mail_document(store.merchant_mail),
            "cursor_key": store.cursor_key,
        }
    )


def store_from_json(text: str, *, version: int) -> Store:
    """The reverse of `store_to_json`; what is missing has its default."""
    document = json.loads(text)
    names = ("time_zone", "locale", "tracking_url", "brand_color", "tracking_provider",
             "has_tracking_key", "has_webhook_secret", "templates", "cursor_key")  # fmt: skip
    return Store(
        id=StoreId(document["id"]),
        name=document["name"],
        plan=Plan(document["plan"]),
        notifications=_notifications(document.get("notifications", {})),
        merchant_mail=_mail(document.get("merchant_mail", {})),
        version=version,
        **{name: document[name] for name in names if name in document},
    )


def _notifications_document(settings: NotificationSettings) -> Mapping[str, Any]:
    sender = settings.sender
    return {
        "email_enabled": settings.email_enabled,
        "sms_enabled": settings.sms_enabled,
        "triggers": {trigger: sorted(channels) for trigger, channels in settings.triggers.items()},
        "sender": {
            "name": sender.name,
            "email": sender.email,
            "reply_to": sender.reply_to,
            "sms_id": sender.sms_id,
        },
        "manual_gateways": list(settings.manual_gateways),
        "wait_until_known": settings.wait_until_known,
        "quiet_hours": settings.quiet_hours,
        "link": settings.link,
        "track_opens": settings.track_opens,
        "retention_days": settings.retention_days,
    }


def _notifications(document: Mapping[str, Any]) -> NotificationSettings:
    default = NotificationSettings()
    sender = document.get("sender", {})
    return NotificationSettings(
        email_enabled=document.get("email_enabled", default.email_enabled),
        sms_enabled=document.get("sms_enabled", default.sms_enabled),
        triggers={
            Trigger(trigger): frozenset(map(Channel, channels))
            for trigger, channels in document.get("triggers", default.triggers).items()
        },
        sender=Sender(
            **{
                name: sender[name]
                for name in ("name", "email", "reply_to", "sms_id")
                if name in sender
            }
        ),
        manual_gateways=tuple(document.get("manual_gateways", default.manual_gateways)),
        wait_until_known=document.get("wait_until_known", default.wait_until_known),
        quiet_hours=document.get("quiet_hours", default.quiet_hours),
        link=Link(document.get("link", default.link)),
        track_opens=document.get("track_opens", default.track_opens),
        retention_days=document.get("retention_days", default.retention_days),
    )


def _mail_document(wishes: MerchantMail) -> Mapping[str, Any]:
    return {
        "recipients": list(wishes.recipients),
        "digest": wishes.digest,
        "digest_hour": wishes.digest_hour,
        "warnings": wishes.warnings,
    }


def _mail(document: Mapping[str, Any]) -> MerchantMail:
    known = {n: document[n] for n in ("digest", "digest_hour", "warnings") if n in document}
    return MerchantMail(recipients=tuple(document.get("recipients", ())), **known)


def _store_of(item: StoreItem) -> Store:
    store = store_from_json(item.settings, version=int(item.version))
    return replace(
        store,
        account=account_from_json(item.account),
        identity=identity_from_json(item.identity),
        mail_returns=mail_returns_from_json(item.mail_returns),
    )


def _item_of(store: Store) -> StoreItem:
    key = keys.store(store.id)
    return StoreItem(key.pk, key.sk, settings=store_to_json(store), version=store.version)
