"""Which message an email is of, in the tags that the mail service hands back with its reports.

Ids alone, and written so that the service takes them: it knows letters, digits, `_` and `-`.
Source: SES API v2, "MessageTag": ASCII letters, digits, underscores and dashes, below 256.
"""

import re
from collections.abc import Mapping

from retrack.domain.digests import MailKind
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import NotificationKey
from retrack.domain.settings import Channel, Trigger

_MOST = 255  # characters
_NAMES = ("store", "order", "shipment", "trigger", "channel")
_AS_IT_IS = re.compile(r"[A-Za-z0-9-]")
_WRITTEN = re.compile(r"_([0-9a-f]{2})")


def tags_of(key: NotificationKey) -> dict[str, str]:
    """The tags; none for ids that are too long for them, whose reports find no message then."""
    ids = (key.store_id, key.order_id, key.shipment_id, key.trigger, key.channel)
    tags = {name: _encoded(value) for name, value in zip(_NAMES, ids, strict=True)}
    return tags if all(len(value) <= _MOST for value in tags.values()) else {}


def key_of(tags: Mapping[str, str]) -> NotificationKey | None:
    """The message that `tags_of` made these for; None for tags of something else."""
    try:
        store, order, shipment, trigger, channel = (_decoded(tags[name]) for name in _NAMES)
        return NotificationKey(
            StoreId(store), OrderId(order), ShipmentId(shipment), Trigger(trigger), Channel(channel)
        )
    except (KeyError, ValueError):
        return None


_MERCHANTS = "merchant"


def merchant_tags(store_id: StoreId, kind: MailKind) -> dict[str, str]:
    """The tags of a mail to a store's own people: of which store, and that it is one."""
    return {"store": _encoded(store_id)[:_MOST], _MERCHANTS: kind}


def merchant_of(tags: Mapping[str, str]) -> StoreId | None:
    """The store that `merchant_tags` made these for; None for tags of something else."""
    if tags.get(_MERCHANTS) not in set(MailKind):
        return None
    try:
        return StoreId(_decoded(tags["store"]))
    except (KeyError, ValueError):
        return None


def _encoded(text: str) -> str:
    """Every other byte as `_` and its two hexadecimal digits, so that different ids differ."""
    return "".join(
        chr(byte) if _AS_IT_IS.fullmatch(chr(byte)) else f"_{byte:02x}" for byte in text.encode()
    )


def _decoded(text: str) -> str:
    raw = _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)
    return raw.encode("latin-1").decode()
