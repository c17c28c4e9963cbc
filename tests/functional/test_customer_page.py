"""`GET /t/{token}`: the customer's page of a parcel."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import replace
from datetime import date, timedelta, timezone
from typing import Any

import pytest

from retrack.domain.carriers import CARRIERS
from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Address, Order
from retrack.domain.plans import Plan
from retrack.domain.reports import Checkpoint, EstimatedDelivery, LastMile
from retrack.domain.settings import NotificationSettings, Sender, Store
from retrack.domain.shipments import Shipment, StatusChange
from retrack.domain.statuses import TRACKING_STATUSES, Status, StatusSource
from retrack.runtime import wiring
from retrack.storage.table import connection
from tests.builders import a_customer, a_shipment, a_store, an_order
from tests.functional.cloud import NOW, Cloud
from tests.functional.gateway import Gateway
from tests.functional.html_page import Page

TOKEN = "kVw3uT0t4f1xk9b2QyRzUg"
BANGKOK = timezone(timedelta(hours=7))
EVENTS = (
    Checkpoint(NOW.astimezone(BANGKOK), "Arrived at the hub", "Chiang Mai, TH"),
    Checkpoint(NOW.astimezone(BANGKOK) - timedelta(days=2), "Left the port", None),
)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}%(name)s"


@pytest.fixture
def visitor(cloud: Cloud) -> Gateway:
    """Somebody without any credential."""
    cloud.function("tracking_page")
    return Gateway(cloud)


def a_parcel(**fields: Any) -> Shipment:
    defaults: dict[str, Any] = {
        "tracking_number": TrackingNumber("RR123456785CN"),
        "token": TOKEN,
        "carrier": CarrierSlug("china-post"),
        "fulfilled_at": NOW - timedelta(days=5),
        "status": Status.IN_TRANSIT,
        "changes": (
            StatusChange(
                NOW - timedelta(days=3), Status.PENDING, Status.IN_TRANSIT, StatusSource.CARRIER
            ),
        ),
        "last_event": EVENTS[0],
    }
    return a_shipment(**defaults | fields)


def keep(
    parcel: Shipment | None = None,
    *others: Shipment,
    store: Store | None = None,
    events: tuple[Checkpoint, ...] = EVENTS,
    **fields: Any,
) -> Order:
    """An order with this parcel, as the table holds it."""
    parcel = parcel or a_parcel()
    wiring.stores().create(store or a_store(name="Baan Craft", time_zone="Asia/Bangkok"))
    defaults: dict[str, Any] = {
        "customer": a_customer(name="Somchai Jaidee", locale="en"),
        "shipping_address": Address("Chiang Mai", "TH"),
        "processed_at": NOW - timedelta(days=7),
        "shipments": (parcel, *others),
    }
    order = wiring.orders().create(an_order(**defaults | fields))
    wiring.orders().save_checkpoints(order, parcel.id, events)
    return order


def opened(visitor: Gateway, query: dict[str, object] | None = None) -> Page:
    answer = visitor.get(f"/t/{TOKEN}", query=query)
    assert answer.status == 200, answer.text
    return Page(answer.text)


# ----------------------------------------------------------------------------------- what it says


def test_a_customer_sees_where_the_parcel_is(visitor: Gateway) -> None:
    keep()

    page = opened(visitor)

    assert page.one("h1").text == "On its way"
    assert page.one("p", class_="shop").text == "Baan Craft"
    assert "For Somchai in Chiang Mai" in page.text
    steps = page.one("ol", aria_label="How far the parcel has come").text
    assert steps == (
        "Ordered (done) 16 Nov Shipped (done) 18 Nov On its way (now) 20 Nov"
        " Nearly there (not yet) Delivered (not yet)"
    )
    assert page.one("li", aria_current="step").text.startswith("On its way")


def test_events_come_newest_first_on_the_clock_of_their_place(visitor: Gateway) -> None:
    keep()

    page = opened(visitor)

    assert page.one("ol", class_="events").text == (
        "23 Nov, 16:30 Arrived at the hub · Chiang Mai, TH 21 Nov, 16:30 Left the port"
    )
    times = [e.attributes["datetime"] for e in page.all("time")]
    assert times == ["2026-11-23T09:30:00Z", "2026-11-21T09:30:00Z"]


def test_a_time_that_is_only_known_in_utc_says_so(visitor: Gateway) -> None:
    keep(events=(Checkpoint(NOW - timedelta(days=400), "Posted"),))

    assert opened(visitor).one("time").text == "19 Oct 2025, 09:30 UTC"


def test_the_carrier_is_linked_by_the_shops_own_tracking_address(visitor: Gateway) -> None:
    store = a_store(tracking_url="https://track.example.com/?a=1&n=")
    last_mile = LastMile("TH0123456789", "Thailand Post")
    keep(a_parcel(last_mile=last_mile), store=store)

    page = opened(visitor)

    link = page.one("a", class_="go")
    assert link.attributes["href"] == "https://track.example.com/?a=1&n=RR123456785CN"
    assert "noreferrer" in link.attributes["rel"]
    facts = page.one("dl", class_="facts").text
    assert CARRIERS[CarrierSlug("china-post")].name in facts
    assert "Handed over to Thailand Post TH0123456789" in facts


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 26), date(2026, 11, 29), "Expected Thursday 26 November – Sunday 29 Nov"),
        (date(2026, 11, 26), date(2026, 11, 26), "Expected Thursday 26 November"),
        (date(2026, 11, 26), None, "Expected Thursday 26 November"),
        (None, date(2026, 11, 26), "Expected by Thursday 26 November"),
        (date(2026, 11, 20), date(2026, 11, 22), "It was expected by Sunday 22 November"),
    ],
)
def test_an_estimate_says_the_days(
    visitor: Gateway, first: date | None, last: date | None, said: str
) -> None:
    keep(a_parcel(estimated_delivery=EstimatedDelivery(first, last)))

    assert said in opened(visitor).text


def test_an_estimate_without_a_day_says_nothing(visitor: Gateway) -> None:
    keep(a_parcel(estimated_delivery=EstimatedDelivery(None, None)))

    assert "xpected" not in opened(visitor).text


def test_a_delivered_parcel_says_when(visitor: Gateway) -> None:
    keep(a_parcel(status=Status.DELIVERED, delivered_at=NOW))

    page = opened(visitor)

    assert page.one("ol", class_="steps").text.endswith("Delivered (done) 23 Nov")
    assert not page.all("li", aria_current="step")


@pytest.mark.parametrize("status", [Status.DELIVERED, Status.RETURNED, Status.ALERT])
def test_nothing_is_estimated_of_what_will_not_come(visitor: Gateway, status: Status) -> None:
    estimate = EstimatedDelivery(date(2026, 11, 26), None)
    keep(a_parcel(status=status, estimated_delivery=estimate))

    assert "xpected" not in opened(visitor).text


def test_the_other_parcels_of_the_order_are_linked(visitor: Gateway) -> None:
    other = a_parcel(
        id=ShipmentId("s2"),
        token="other-token",
        tracking_number=TrackingNumber("LX1TH"),
        status=Status.DELIVERED,
    )
    keep(None, other)

    page = opened(visitor)

    assert page.one("ul", class_="others").text == "LX1TH · Delivered"
    link = next(a for a in page.all("a") if a.text == "LX1TH")
    assert link.attributes["href"] == "/t/other-token?lang=en"


@pytest.mark.parametrize("status", TRACKING_STATUSES)
@pytest.mark.parametrize("code", ["en", "th"])
def test_every_status_is_told_in_both_languages(
    visitor: Gateway, status: Status, code: str
) -> None:
    keep(a_parcel(status=status))

    page = opened(visitor, {"lang": code})

    assert page.one("html").attributes["lang"] == code
    assert page.one("h1").text
    assert _has_thai(page.one("h1").text) is (code == "th")
    off_course = status in {"unknown", "alert", "undelivered", "expired", "returned"}
    assert bool(page.all("section", class_="card off")) is off_course
    if off_course:
        assert page.one("p", class_="advice").text


def test_a_status_that_the_shop_set_is_the_shops_word(visitor: Gateway) -> None:
    keep(a_parcel(status=Status.DELIVERED, status_source=StatusSource.MANUAL))

    assert "This is what the shop says." in opened(visitor).text


def test_the_shop_can_be_written_to(visitor: Gateway) -> None:
    sender = Sender(email="noreply@example.com", reply_to="help@example.com")
    keep(store=a_store(notifications=NotificationSettings(sender=sender)))

    link = next(a for a in opened(visitor).all("a") if a.text.startswith("Write to"))

    assert link.attributes["href"] == "mailto:help@example.com?subject=%231001"


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"customer": "th", "store": "en", "query": ""}, "th"),
        ({"customer": "th-TH", "store": "en", "query": ""}, "th"),
        ({"customer": "", "store": "th", "query": ""}, "th"),
        ({"customer": "fr", "store": "th", "query": ""}, "th"),
        ({"customer": "th", "store": "th", "query": "en"}, "en"),
        ({"customer": "th", "store": "en", "query": "xx"}, "th"),
    ],
)
def test_the_customers_language_comes_before_the_shops(
    visitor: Gateway, wishes: dict[str, str], code: str
) -> None:
    keep(customer=a_customer(locale=wishes["customer"]), store=a_store(locale=wishes["store"]))

    page = opened(visitor, {"lang": wishes["query"]} if wishes["query"] else None)

    assert page.one("html").attributes["lang"] == code
    other = page.one("a", hreflang="en" if code == "th" else "th")
    assert other.attributes["href"].startswith(f"/t/{TOKEN}?lang=")


def test_a_shop_without_tracking_shows_only_the_way_to_the_carrier(visitor: Gateway) -> None:
    keep(store=a_store(name="Baan Craft", plan=Plan.BASIC))

    page = opened(visitor)

    assert page.one("p", class_="shop").text == "Baan Craft"
    assert "does not show" in page.text
    assert page.one("a", class_="go").attributes["href"].endswith("RR123456785CN")
    assert not page.all("ol")
    assert "hub" not in page.text


# ------------------------------------------------------------------------------ what it keeps back


def test_only_first_name_and_city_are_shown_of_a_person(visitor: Gateway) -> None:
    said = "Signed by JAIDEE, call 081-234-5678 or somchai@example.com"
    keep(events=(replace(EVENTS[0], description=said, location="12 Jaidee house"),))

    text = visitor.get(f"/t/{TOKEN}").text

    for personal in ("jaidee", "example.com", "+668", "234-5678"):
        assert personal not in text.casefold()
    assert "Signed by …, call … or …" in text


def test_hostile_text_stays_text(visitor: Gateway) -> None:
    parcel = a_parcel(carrier=None, carrier_name=HOSTILE, last_mile=LastMile(HOSTILE, HOSTILE))
    keep(
        parcel,
        name=HOSTILE,
        store=a_store(name=HOSTILE, brand_color="red;}</style><script>"),
        customer=a_customer(name=f"{HOSTILE.replace(' ', '')} X", locale=HOSTILE),
        shipping_address=Address(HOSTILE, "TH"),
        events=(Checkpoint(NOW, HOSTILE, HOSTILE),),
    )

    page = opened(visitor)

    assert not page.all("script")
    assert not page.all("img")
    assert HOSTILE in page.text
    assert not [e for e in page.elements if any(n.startswith("on") for n in e.attributes)]


def test_a_number_cannot_break_out_of_the_carriers_address(visitor: Gateway) -> None:
    keep(a_parcel(tracking_number=TrackingNumber("A B&c=d#e")))

    assert opened(visitor).one("a", class_="go").attributes["href"].endswith("A%20B%26c%3Dd%23e")


def test_an_address_that_is_not_of_the_web_is_no_link(visitor: Gateway) -> None:
    keep(store=a_store(tracking_url="javascript:alert(1)//"))

    page = opened(visitor)

    assert not page.all("a", class_="go")


@pytest.mark.parametrize("path", [f"/t/{TOKEN}", "/t/nobody", "/lookup/s1"])
def test_no_page_is_kept_found_or_told_about(visitor: Gateway, path: str) -> None:
    keep()

    answer = visitor.get(path)

    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "noindex" in Page(answer.text).one("meta", name="robots").attributes["content"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", [f"/t/{TOKEN}", "/t/nobody", "/lookup/s1"])
def test_a_browser_runs_and_fetches_nothing(visitor: Gateway, path: str) -> None:
    keep()

    answer = visitor.get(path)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    page = Page(answer.text)
    style = base64.b64encode(hashlib.sha256(page.one("style").text.encode()).digest()).decode()
    assert len(style) == 44
    for element in page.elements:
        assert "style" not in element.attributes
        assert not element.attributes.get("src")
        assert element.tag != "link" or element.attributes["href"] == "data:,"


def test_the_policy_names_the_style_that_is_there(visitor: Gateway) -> None:
    keep()

    answer = visitor.get(f"/t/{TOKEN}")

    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_the_shops_colour_is_in_the_style(visitor: Gateway) -> None:
    keep(store=a_store(brand_color="#B4236B"))

    assert "--brand: #b4236b;" in opened(visitor).source


def test_the_largest_page_is_small(visitor: Gateway) -> None:
    words = "ที่" * 400
    events = tuple(Checkpoint(NOW - timedelta(hours=n), f"{n} {words}", words) for n in range(200))
    others = [
        a_parcel(
            id=ShipmentId(f"s{n}"), token=f"t{n}", tracking_number=TrackingNumber(f"LX{n:048}")
        )
        for n in range(2, 51)
    ]
    keep(None, *others, events=events)

    plain = visitor.get(f"/t/{TOKEN}")
    packed = visitor.get(f"/t/{TOKEN}", headers={"accept-encoding": "gzip"})

    assert len(plain.text.encode()) < 60_000
    assert len(Page(plain.text).all("time")) == 40
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(base64.b64decode(packed.text)).decode() == plain.text


# -------------------------------------------------------------------------------- what is not there


@pytest.mark.parametrize("token", ["nobody", "x" * 3000, "ไทย", "a b", "a<b", "..", "%2e%2e"])
def test_an_unknown_link_says_what_to_do(visitor: Gateway, token: str) -> None:
    answer = visitor.get(f"/t/{token}", headers={"accept-language": "th"})

    assert answer.status == 404
    page = Page(answer.text)
    assert page.one("html").attributes["lang"] == "th"
    assert page.one("h1").text == "ไม่พบหน้านี้"


def test_a_link_ends_with_its_order(visitor: Gateway) -> None:
    order = keep()
    wiring.orders().erase(order)

    answer = visitor.get(f"/t/{TOKEN}")

    assert answer.status == 404
    assert "Somchai" not in answer.text
    assert "Baan Craft" not in answer.text


def test_a_link_ends_with_its_parcel(visitor: Gateway) -> None:
    order = keep()
    wiring.orders().save(order.without(ShipmentId("s1")), before=order)

    assert visitor.get(f"/t/{TOKEN}").status == 404


def test_what_goes_wrong_on_our_side_is_a_page_as_well(
    visitor: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(wiring, "show_parcel", broken)

    answer = visitor.get(f"/t/{TOKEN}")

    assert answer.status == 500
    assert Page(answer.text).one("h1").text == "Something went wrong on our side"
    assert "secret" not in answer.text


def test_nothing_personal_is_logged(visitor: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    keep()
    with caplog.at_level("INFO"):
        visitor.get(f"/t/{TOKEN}")
        visitor.get("/t/nobody")

    logged = str([vars(record) for record in caplog.records])
    assert "refused" in logged
    for personal in ("Somchai", TOKEN, "somchai@example.com"):
        assert personal not in logged


def test_a_page_costs_three_reads(visitor: Gateway) -> None:
    keep()
    calls: list[str] = []
    events = connection().connection.client.meta.events
    events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))

    opened(visitor)

    assert sorted(calls) == ["GetItem", "GetItem", "Query"]


def _has_thai(text: str) -> bool:
    return any("\u0e00" <= c <= "\u0e7f" for c in text)


def test_the_order_is_another_stores_nowhere(visitor: Gateway) -> None:
    keep()
    other = a_store(id=StoreId("s2"), name="Another Shop")
    wiring.stores().create(other)
    wiring.orders().create(an_order(store_id=other.id, id=OrderId("1001")))

    assert "Another Shop" not in opened(visitor).text
