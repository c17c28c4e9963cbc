"""`/v1/orders/{id}/shipments` and below."""

from __future__ import annotations

from typing import Any

import pytest

from dev.carrier_simulator import CarrierSimulator
from tests.functional.cloud import Cloud, MovableClock
from tests.functional.gateway import Gateway
from tests.functional.orders import done, ship, take, take_and_ship
from tests.functional.pipeline import Pipeline


def test_a_shipment_is_added_and_answered_in_full(api: Gateway) -> None:
    take(api, processed_at="2026-11-01T10:00:00Z")

    body = {"tracking_number": "RR123456785CN", "fulfilled_at": "2026-11-03T08:00:00Z"}
    answer = api.post("/v1/orders/1001/shipments", body)

    shipment = done(answer, 201)
    assert shipment.pop("customer_url").startswith("http://api.example.com/t/")
    assert shipment == {
        "id": "s1",
        "tracking_number": "RR123456785CN",
        "carrier": "china-post",
        "carrier_name": "China Post",
        "carrier_candidates": [
            {"carrier": "china-post", "name": "China Post", "confidence": "likely"}
        ],
        "tracking_url": "http://www.17track.net/?nums=RR123456785CN",
        "status": "pending",
        "sub_status": None,
        "status_source": "carrier",
        "status_changed_at": "2026-11-23T09:30:00Z",
        "fulfilled_at": "2026-11-03T08:00:00Z",
        "delivered_at": None,
        "estimated_delivery": None,
        "last_event": None,
        "last_mile": None,
        "last_checked_at": None,
        "next_check_at": shipment["next_check_at"],
        "final": True,
        "problem": None,
    }
    assert "2026-11-23T09:30:00Z" < shipment["next_check_at"] <= "2026-11-24T09:30:00Z"
    assert answer.headers["etag"] == '"2"'
    assert "retrack-about-order" not in answer.headers


def test_an_order_is_fulfilled_by_its_final_shipment(api: Gateway) -> None:
    take(api)
    ship(api, "LX000000001CN", final=False, fulfilled_at="2026-11-23T09:30:00Z")
    assert done(api.get("/v1/orders/1001"))["fulfillment_status"] == "partial"

    ship(api, "LX000000002CN", fulfilled_at="2026-11-23T10:00:00Z")

    order = done(api.get("/v1/orders/1001"))
    assert order["fulfillment_status"] == "fulfilled"
    assert order["fulfilled_at"] == "2026-11-23T10:00:00Z"
    assert [shipment["id"] for shipment in order["shipments"]] == ["s1", "s2"]


def test_a_number_is_taken_as_people_paste_it(api: Gateway) -> None:
    take(api)

    shipment = ship(api, " https://t.17track.net/en?nums=lx 000 000 001cn ")

    assert shipment["tracking_number"] == "LX000000001CN"


@pytest.mark.parametrize(
    ("told", "carrier", "name"),
    [
        ("ไปรษณีย์ไทย", "thailand-post", "Thailand Post"),
        ("china_post", "china-post", "China Post"),
        ("Somchai's van", None, "Somchai's van"),
        (None, "china-post", "China Post"),
        ("", "china-post", "China Post"),
    ],
)
def test_a_carrier_is_what_the_shop_calls_it(
    api: Gateway, told: str | None, carrier: str | None, name: str
) -> None:
    take(api)

    shipment = ship(api, "LX000000001CN", carrier=told)

    assert (shipment["carrier"], shipment["carrier_name"]) == (carrier, name)


def test_the_fifty_first_shipment_is_refused(api: Gateway, cloud: Cloud) -> None:
    take(api)
    for number in range(50):
        ship(api, f"LX{number:09d}CN")
    before = cloud.contents()

    answer = api.post("/v1/orders/1001/shipments", {"tracking_number": "LX000000050CN"})

    assert (answer.status, answer.fields) == (422, ["tracking_number"])
    assert cloud.contents() == before


def test_the_details_have_events_and_history(
    api: Gateway,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    take_and_ship(api, number)
    simulator.script(
        number,
        {
            "status": "InTransit",
            "sub_status": "InTransit_CustomsProcessing",
            "events": [
                {"at": "2026-11-22T04:12:00Z", "description": "Held", "location": "Bangkok, TH"},
                {"at": "2026-11-20T01:00:00+08:00", "description": "Posted"},
            ],
            "estimated_delivery": {"from": "2026-12-01", "to": "2026-12-05"},
        },
    )
    pipeline.settle()
    clock.advance(hours=24)
    pipeline.sweep()

    shipment = done(api.get("/v1/orders/1001/shipments/s1"))

    assert shipment["status"] == "in_transit"
    assert shipment["sub_status"] == "InTransit_CustomsProcessing"
    assert shipment["status_changed_at"] == "2026-11-22T04:12:00Z"
    assert shipment["estimated_delivery"] == {"from": "2026-12-01", "to": "2026-12-05"}
    assert shipment["last_event"] == {
        "at": "2026-11-22T04:12:00Z",
        "description": "Held",
        "location": "Bangkok, TH",
    }
    assert [event["at"] for event in shipment["events"]] == [
        "2026-11-22T04:12:00Z",
        "2026-11-19T17:00:00Z",
    ]
    assert set(shipment["events"][0]) == {"at", "description", "location", "status", "sub_status"}
    assert shipment["history"] == [
        {
            "at": "2026-11-22T04:12:00Z",
            "from": "pending",
            "to": "in_transit",
            "source": "carrier",
            "actor": None,
        }
    ]


def test_correcting_the_number_tracks_afresh(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator, number: str
) -> None:
    before = take_and_ship(api, "LX999999999TH")
    done(api.put("/v1/orders/1001/shipments/s1/status", {"status": "alert"}))
    simulator.script(number, {"status": "Delivered"})
    pipeline.settle()
    simulator.reset_counters()

    answer = api.patch("/v1/orders/1001/shipments/s1", {"tracking_number": number})
    pipeline.settle()

    shipment = done(answer)
    assert shipment["tracking_number"] == number
    assert shipment["carrier"] == "china-post"
    assert (shipment["status"], shipment["status_source"]) == ("pending", "carrier")
    assert shipment["customer_url"] == before["customer_url"]
    assert simulator.calls["register"] == 1


def test_a_carrier_without_a_place_in_our_list_can_be_corrected(api: Gateway) -> None:
    take(api)
    ship(api, "LX000000001CN", carrier="Somchai's van")

    answer = api.patch("/v1/orders/1001/shipments/s1", {"carrier": "Somsri's boat"})

    shipment = done(answer)
    assert (shipment["carrier"], shipment["carrier_name"]) == (None, "Somsri's boat")


def test_the_last_shipment_can_turn_out_not_to_be_final(api: Gateway, number: str) -> None:
    take_and_ship(api, number)

    done(api.patch("/v1/orders/1001/shipments/s1", {"final": False}))

    assert done(api.get("/v1/orders/1001"))["fulfillment_status"] == "partial"


@pytest.mark.parametrize("change", [{}, {"tracking_number": None}, {"carrier": "China Post"}])
def test_a_correction_that_corrects_nothing_writes_nothing(
    api: Gateway, cloud: Cloud, number: str, change: dict[str, Any]
) -> None:
    take_and_ship(api, number)
    before = cloud.contents()

    assert done(api.patch("/v1/orders/1001/shipments/s1", change))["tracking_number"] == number
    assert cloud.contents() == before


def test_a_removed_shipment_is_gone_and_its_id_is_not_used_again(api: Gateway) -> None:
    take_and_ship(api, "LX000000001CN")

    answer = api.delete("/v1/orders/1001/shipments/s1")

    assert (answer.status, answer.text) == (204, "")
    assert api.get("/v1/orders/1001/shipments/s1").status == 404
    assert done(api.get("/v1/orders/1001"))["status"] == "unfulfilled"
    assert ship(api, "LX000000001CN")["id"] == "s2"


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("shipment_id", ["s2", "S1", "s1 ", "%", "ก", "s" * 3000])
def test_a_shipment_that_is_not_there_is_not_found(
    api: Gateway, number: str, method: str, shipment_id: str
) -> None:
    take_and_ship(api, number)

    answer = api.call(method, f"/v1/orders/1001/shipments/{shipment_id}", {})

    assert answer.status == 404
