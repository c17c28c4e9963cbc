"""Payloads as Shopify writes them: whole, with what nobody reads too. Nobody in them is real."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Final

Tree = dict[str, Any]
_OFFSET: Final = timezone(timedelta(hours=7))  # shops write their own time
FINANCIAL: Final = (
    "pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided",
)  # fmt: skip
ADDRESS: Final = {
    "first_name": "Malee",
    "last_name": "Suksan",
    "name": "Malee Suksan",
    "address1": "1 Example Road",
    "address2": None,
    "phone": "081 234 5679",
    "city": "Chiang Mai",
    "province": "Chiang Mai",
    "zip": "50000",
    "country": "Thailand",
    "country_code": "TH",
}
CUSTOMER: Final = {"first_name": "Malee", "last_name": "Suksan", "phone": None}
_ITEM: Final = {"title": "Phone case", "variant_title": "Black", "quantity": 1, "sku": "PC-1"}


class NotSo(Exception):
    """The script asks for what a shop cannot have; the text says what would be right."""

    status = 422


class NotThere(NotSo):
    """The script is about what is not there."""

    status = 404


def written(moment: datetime) -> str:
    """A time as payloads have it: whole seconds, in the shop's own zone."""
    return moment.astimezone(_OFFSET).isoformat(timespec="seconds")


def tracking(numbers: Any, company: Any) -> Tree:
    """The fields of a fulfilment that tell of its parcels."""
    if not isinstance(numbers, list) or not all(isinstance(n, str) for n in numbers):
        msg = "numbers: a list of tracking numbers"
        raise NotSo(msg)
    urls = [f"https://track.example.com/{number}" for number in numbers]
    return {
        "tracking_company": company,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": urls,
    }


def line_items(order_id: int, given: Any) -> list[Tree]:
    """What was ordered; of each item only `title` has to be given."""
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        msg = "line_items: a list of objects"
        raise NotSo(msg)
    return [
        {
            "id": order_id * 100 + place,
            "price": "390.00",
            "requires_shipping": True,
            "name": " - ".join(w for w in (i.get("title"), i.get("variant_title")) if w),
            "variant_title": None,
            "sku": None,
            "quantity": 1,
            **i,
        }
        for place, i in enumerate(given)
    ]


def new_order(order_id: int, now: datetime) -> Tree:
    """An order of one phone case, paid by card, to Chiang Mai."""
    number = 1000 + order_id % 9000
    return {
        "id": order_id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order_id}",
        "name": f"#{number}",
        "order_number": number,
        "email": "malee@example.com",
        "contact_email": "malee@example.com",
        "phone": None,
        "customer_locale": "th-TH",
        "customer": {"id": order_id + 7, "email": "malee@example.com", **CUSTOMER},
        "shipping_address": dict(ADDRESS),
        "billing_address": dict(ADDRESS),
        "financial_status": "paid",
        "payment_gateway_names": ["shopify_payments"],
        "cancelled_at": None,
        "cancel_reason": None,
        "closed_at": None,
        "confirmed": True,
        "test": False,
        "currency": "THB",
        "total_price": "390.00",
        "note": "please ring twice",
        "tags": "",
        "source_name": "web",
        "created_at": written(now),
        "line_items": line_items(order_id, [_ITEM]),
        "refunds": [],
    }


def require(unknown: Sequence[str], why: str) -> None:
    """Refuses a script that names what there is not."""
    if unknown:
        msg = f"{unknown[0]}: {why}"
        raise NotSo(msg)


def moment_in(text: Any, name: str) -> datetime:
    """A time in a script."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as exc:
        msg = f"{name}: a time such as 2026-11-23T09:30:00Z"
        raise NotSo(msg) from exc
    if moment.tzinfo is None:
        msg = f"{name}: the time needs an offset"
        raise NotSo(msg)
    return moment
