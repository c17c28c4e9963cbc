"""What merchants read: the daily digest and warnings, as HTML and as text, in English or Thai."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from retrack.domain.account import Incident, Trouble
from retrack.domain.attention import Reason
from retrack.domain.calendars import in_readers_years
from retrack.domain.digests import MailKind
from retrack.domain.mail_links import MailLink, link_text, recipient_hash
from retrack.domain.mail_tags import merchant_tags
from retrack.domain.periods import day_at
from retrack.domain.senders import Senders
from retrack.domain.settings import Store
from retrack.domain.templates import language_of
from retrack.domain.times import from_text
from retrack.senders.merchant_phrases import ORDER_OF_REASONS, PHRASES, Phrases
from retrack.senders.sandbox import render
from retrack.senders.words import from_header
from retrack.services.merchant_ports import DueOrder
from retrack.services.order_row import RowReader
from retrack.services.ports import Email

MOST_LINES = 20
_FOLDER = Path(__file__).parent / "templates"
_LOCALES = {"en": "en_GB", "th": "th"}


class MerchantWords:
    """`MerchantWriter`, with links below a public address.

    `providers` are the names that people know tracking providers by.
    """

    def __init__(self, public_url: str, senders: Senders, providers: Mapping[str, str]) -> None:
        """Writes from these senders."""
        self._url, self._senders, self._providers = public_url, senders, providers

    def digest(self, store: Store, orders: Sequence[DueOrder], *, to: str, now: datetime) -> Email:
        """Grouped by reason, the first lines alone where there are many."""
        words, count = _phrases(store), len(orders)
        title = _counted(words.digest_title, count)
        left = count - MOST_LINES
        values = {
            "preview": ", ".join(words.reasons[r] for r in _reasons(orders)),
            "alarm": False,
            "title": title,
            "body": words.digest_body % store.name,
            "groups": self._groups(store, orders, now=now),
            "more": _counted(words.more, left) if left > 0 else None,
            "link": f"{self._url}/tracking?attention=true",
            "button": words.digest_button,
            "why": words.digest_why,
        }
        return self._email(store, MailKind.DIGEST, to, f"{store.name}: {title}", values)

    def warning(self, store: Store, incident: Incident, *, to: str) -> Email:
        """What is wrong, what it means, and what to do."""
        words = _phrases(store)
        warned = words.warnings[incident.trouble]
        provider = self._providers.get(store.tracking_provider, store.tracking_provider)
        values = {
            "preview": warned.steps[0],
            "alarm": incident.trouble is not Trouble.LOW_QUOTA,
            "title": warned.title,
            "body": warned.body % (provider, store.name),
            "steps": list(warned.steps),
            "steps_title": words.steps_title,
            "link": f"{self._url}/settings/carrier",
            "button": words.warning_button,
            "why": words.warning_why,
        }
        return self._email(store, MailKind.WARNING, to, f"{store.name}: {warned.title}", values)

    def all_clear(self, store: Store, *, to: str) -> Email:
        """That it is over, and that there is nothing to do."""
        words = _phrases(store)
        provider = self._providers.get(store.tracking_provider, store.tracking_provider)
        values = {
            "preview": words.over.steps[0],
            "alarm": False,
            "title": words.over.title,
            "body": " ".join([words.over.body % (provider, store.name), *words.over.steps]),
            "link": f"{self._url}/settings/carrier",
            "button": words.warning_button,
            "why": words.over_why,
        }
        return self._email(store, MailKind.WARNING, to, f"{store.name}: {words.over.title}", values)

    def _groups(
        self, store: Store, orders: Sequence[DueOrder], *, now: datetime
    ) -> list[dict[str, Any]]:
        words, reader = _phrases(store), RowReader(now, "", self._url)
        ranked = sorted(orders, key=lambda order: ORDER_OF_REASONS.index(Reason(order.reason)))
        groups, left = [], MOST_LINES
        for reason, of_reason in groupby(ranked, key=lambda order: order.reason):
            found = list(of_reason)
            newest_first = sorted(found, key=lambda order: order.since, reverse=True)
            shown = newest_first[:left]
            left -= len(shown)
            if shown:
                groups.append(
                    {
                        "reason": words.reasons[Reason(reason)],
                        "count": len(found),
                        "lines": [self._line(store, order, reader) for order in shown],
                    }
                )
        return groups

    def _line(self, store: Store, order: DueOrder, reader: RowReader) -> dict[str, Any]:
        told = json.loads(reader.json(order.row))
        parcels = [
            " ".join(filter(None, (parcel["carrier_name"], parcel["tracking_number"])))
            for parcel in told["shipments"]
        ]
        first = told["shipments"][0]["id"] if parcels else ""
        return {
            "name": told["name"],
            "parcel": ", ".join(parcels[:2]) or None,
            "since": _day(store, from_text(order.since)),
            "link": f"{self._url}/orders/{told['id']}" + (f"?shipment={first}" if first else ""),
        }

    def _email(
        self, store: Store, kind: MailKind, to: str, subject: str, values: dict[str, Any]
    ) -> Email:
        link = MailLink(store.id, kind, recipient_hash(to))
        stop_link = f"{self._url}/mail/off/{link_text(link, store.cursor_key)}"
        empty: dict[str, Any] = {"groups": [], "steps": [], "steps_title": None, "more": None}
        known = {
            "language": language_of("", store.locale),
            "store": store.name,
            "stop": _phrases(store).stop,
            "stop_link": stop_link,
        }
        filled = empty | known | values
        return Email(
            sender=from_header("Retrack", self._senders.to_merchant(store)),
            to=to,
            subject=" ".join(subject.split()),
            text=render(_template("text"), filled),
            html=render(_template("html"), filled, html=True),
            tags=merchant_tags(store.id, kind),
            unsubscribe_url=stop_link,
        )


@cache
def _template(kind: str) -> str:
    return (_FOLDER / f"merchant.{kind}.liquid").read_text(encoding="utf-8")


def _phrases(store: Store) -> Phrases:
    return PHRASES[language_of("", store.locale)]


def _counted(words: tuple[str, str], count: int) -> str:
    return words[0] if count == 1 else words[1] % count


def _reasons(orders: Sequence[DueOrder]) -> list[Reason]:
    there = {order.reason for order in orders}
    return [reason for reason in ORDER_OF_REASONS if reason in there]


def _day(store: Store, at: datetime) -> str:
    from babel.dates import format_date  # noqa: PLC0415  loads slowly

    language, day = language_of("", store.locale), day_at(at, store.time_zone)
    written = str(format_date(day, "d MMM y", locale=_LOCALES[language]))
    return in_readers_years(written, language, day)
