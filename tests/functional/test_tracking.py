"""Track again, statuses by hand, many at once, and the summary: the Boss plan's part of the API."""

from __future__ import annotations

import pytest

from dev.carrier_simulator import CarrierSimulator
from tests.functional.cloud import Cloud, MovableClock, NewStore
from tests.functional.gateway import Gateway
from tests.functional.orders import done, take, take_and_ship
from tests.functional.pipeline import Pipeline

TRACK = "/v1/orders/1001/shipments/s1/track"
STATUS = "/v1/orders/1001/shipments/s1/status"


def test_track_again_answers_with_the_shipment_as_it_now_is(
    api: Gateway, simulator: CarrierSimulator, number: str
) -> None:
    take_and_ship(api, number)
    simulator.script(number, {"status": "OutForDelivery"})

    answer = api.post(TRACK)

    shipment = done(answer)
    assert (shipment["id"], shipment["status"]) == ("s1", "pick_up")
    assert shipment["last_checked_at"] == "2026-11-23T09:30:00Z"
    assert done(api.get("/v1/orders/1001/shipments/s1"))["status"] == "pick_up"


def test_track_again_takes_a_minutes_pause_for_each_shipment(
    api: Gateway, cloud: Cloud, simulator: CarrierSimulator, clock: MovableClock, number: str
) -> None:
    take_and_ship(api, number)
    simulator.script(number, {"status": "InTransit"})
    done(api.post(TRACK))
    before, calls = cloud.contents(), simulator.calls.total()

    clock.advance(seconds=59)
    refused = api.post(TRACK)

    assert (refused.status, refused.slug) == (429, "too-soon")
    assert 1 <= int(refused.headers["retry-after"]) <= 2
    assert (cloud.contents(), simulator.calls.total()) == (before, calls)
    clock.advance(seconds=1)
    assert api.post(TRACK).status == 200


@pytest.mark.parametrize("fault", ["http500", "garbage", "rate_limit"])
def test_a_carrier_that_fails_leaves_the_shipment_as_it_was(
    api: Gateway, cloud: Cloud, simulator: CarrierSimulator, number: str, fault: str
) -> None:
    take_and_ship(api, number)
    simulator.script(number, {"fault": fault})
    before = cloud.contents()

    answer = api.post(TRACK)

    assert (answer.status, answer.slug) == (502, "carrier-unavailable")
    assert cloud.contents() == before
    simulator.script(number, {"status": "InTransit"})
    assert api.post(TRACK).status == 200  # it does not count as the last one


def test_a_slow_carrier_is_asked_again_behind_the_scenes(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    number: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    simulator.script(number, {"fault": "timeout"})
    with cloud.patient_for("tracking_api", seconds=0.2):
        answer = api.post(TRACK)

        assert answer.status == 202
        assert answer.body["status"] == "pending"
        assert api.post(TRACK).status == 429
    simulator.script(number, {"status": "InTransit"})
    pipeline.settle()
    assert done(api.get("/v1/orders/1001/shipments/s1"))["status"] == "in_transit"


def test_a_store_without_a_tracking_account_learns_what_to_do(cloud: Cloud, number: str) -> None:
    api = Gateway(cloud, cloud.new_store())
    take_and_ship(api, number)

    answer = api.post(TRACK)

    assert (answer.status, answer.slug) == (502, "carrier-unavailable")
    assert "settings" in answer.body["detail"]


def test_a_key_that_the_provider_refuses_is_the_carriers_refusal(
    api: Gateway, cloud: Cloud, number: str
) -> None:
    take_and_ship(api, number)
    done(api.patch("/v1/settings", {"tracking": {"key": "wrong"}}))

    answer = api.post(TRACK)

    assert (answer.status, answer.slug) == (502, "carrier-unavailable")
    assert "wrong" not in answer.text


def test_a_number_that_the_carrier_does_not_follow_yet_is_registered(
    api: Gateway, simulator: CarrierSimulator, number: str
) -> None:
    take_and_ship(api, number)

    shipment = done(api.post(TRACK))

    assert shipment["status"] == "pending"
    assert simulator.calls["register"] == 1


@pytest.mark.parametrize(
    "status",
    [
        "pending", "unknown", "in_transit", "pick_up", "expired", "alert", "undelivered",
        "returned", "delivered",
    ],
)  # fmt: skip
def test_any_of_the_nine_statuses_can_be_set_by_hand(
    api: Gateway, number: str, status: str
) -> None:
    take_and_ship(api, number)

    shipment = done(api.put(STATUS, {"status": status}))

    assert (shipment["status"], shipment["status_source"]) == (status, "manual")
    order = done(api.get("/v1/orders/1001"))
    assert order["status"] == status
    delivered = "2026-11-23T09:30:00Z" if status == "delivered" else None
    assert shipment["delivered_at"] == order["delivered_at"] == delivered


@pytest.mark.parametrize(
    "body",
    [{}, {"status": None}, {"status": "unfulfilled"}, {"status": "Delivered"}, {"status": 1},
     {"status": ["alert"]}, {"status": "\ud800"}],
)  # fmt: skip
def test_no_other_status_can_be_set(
    api: Gateway, cloud: Cloud, number: str, body: dict[str, object]
) -> None:
    take_and_ship(api, number)
    before = cloud.contents()

    answer = api.put(STATUS, body)

    assert (answer.status, answer.fields) == (422, ["status"])
    assert cloud.contents() == before


def test_a_status_set_by_hand_names_who_did_it(api: Gateway, number: str) -> None:
    take_and_ship(api, number)
    done(api.put(STATUS, {"status": "delivered"}))

    history = done(api.get("/v1/orders/1001/shipments/s1"))["history"]

    assert history == [
        {
            "at": "2026-11-23T09:30:00Z",
            "from": "pending",
            "to": "delivered",
            "source": "manual",
            "actor": "key:first key",
        }
    ]


def test_a_status_set_by_hand_stands_until_something_newer_happens(
    api: Gateway,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    take_and_ship(api, number)
    simulator.script(number, {"status": "InTransit"})
    done(api.put(STATUS, {"status": "delivered"}))
    clock.advance(minutes=5)
    assert done(api.post(TRACK))["status"] == "delivered"

    clock.advance(minutes=5)
    simulator.script(number, {"status": "DeliveryFailure"})
    shipment = done(api.post(TRACK))

    assert (shipment["status"], shipment["status_source"]) == ("undelivered", "carrier")


def test_a_status_is_given_back_to_the_carrier(
    api: Gateway, simulator: CarrierSimulator, clock: MovableClock, number: str
) -> None:
    take_and_ship(api, number)
    simulator.script(number, {"status": "InTransit"})
    done(api.post(TRACK))
    clock.advance(minutes=5)
    done(api.put(STATUS, {"status": "delivered"}))

    shipment = done(api.delete(STATUS))

    assert (shipment["status"], shipment["status_source"]) == ("in_transit", "carrier")
    assert shipment["delivered_at"] is None


def test_giving_back_what_the_carrier_has_changes_nothing(
    api: Gateway, cloud: Cloud, number: str
) -> None:
    take_and_ship(api, number)
    before = cloud.contents()

    assert done(api.delete(STATUS))["status"] == "pending"
    assert cloud.contents() == before


def test_many_orders_are_tracked_again_as_a_job(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator
) -> None:
    for place in range(45):
        number = f"LY{place:09d}CN"
        take_and_ship(api, number, f"o{place}")
        simulator.script(number, {"status": "InTransit"})
    take(api, "without")
    pipeline.settle()
    ids = [f"o{place}" for place in range(45)]

    answer = api.post("/v1/tracking/track", {"order_ids": [*ids, "without", "o1"]})

    job = done(answer, 202)
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    assert (job["state"], job["done"], job["total"], job["failed"]) == ("running", 1, 46, 0)
    simulator.reset_counters()
    pipeline.settle()
    job = done(api.get(f"/v1/jobs/{job['id']}"))
    assert (job["state"], job["done"], job["total"], job["failed"]) == ("done", 46, 46, 0)
    assert simulator.calls["gettrackinfo"] == 2
    assert done(api.get("/v1/orders/o44"))["status"] == "in_transit"


def test_what_the_carrier_fails_on_is_counted_by_the_job(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator, number: str
) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    simulator.script(number, {"fault": "http500"})
    job = done(api.post("/v1/tracking/track", {"order_ids": ["1001"]}), 202)

    pipeline.settle()

    job = done(api.get(f"/v1/jobs/{job['id']}"))
    assert (job["state"], job["done"], job["failed"]) == ("done", 0, 1)


@pytest.mark.parametrize(
    ("ids", "fields"),
    [
        ([], ["order_ids"]),
        (None, ["order_ids"]),
        ("1001", ["order_ids"]),
        ([1001], ["order_ids.0"]),
        ([""], ["order_ids.0"]),
        (["1001", "nowhere"], ["order_ids"]),
        (["1001", "a" * 65], ["order_ids.1"]),
        ([str(n) for n in range(501)], ["order_ids"]),
    ],
)
def test_a_job_with_a_wrong_order_is_not_begun(
    api: Gateway, cloud: Cloud, ids: object, fields: list[str]
) -> None:
    take(api)
    before = cloud.contents()

    answer = api.post("/v1/tracking/track", {"order_ids": ids})

    assert (answer.status, answer.fields) == (422, fields)
    assert cloud.contents() == before


def test_a_job_of_orders_without_shipments_is_done_at_once(api: Gateway) -> None:
    take(api)

    job = done(api.post("/v1/tracking/track", {"order_ids": ["1001"]}), 202)

    assert (job["state"], job["done"]) == ("done", 1)


def test_another_stores_job_is_not_found(api: Gateway, other_api: Gateway) -> None:
    take(api)
    job = done(api.post("/v1/tracking/track", {"order_ids": ["1001"]}), 202)

    assert other_api.get(f"/v1/jobs/{job['id']}").status == 404


def test_the_summary_counts_a_period(api: Gateway) -> None:
    for order_id, status in (("a", "alert"), ("b", "delivered"), ("c", "alert")):
        take_and_ship(api, f"LX00000000{order_id.upper()}CN", order_id)
        done(api.put(f"/v1/orders/{order_id}/shipments/s1/status", {"status": status}))
    take(api, "late", processed_at="2026-11-01T00:00:00Z")
    take(api, "before", processed_at="2026-10-01T00:00:00Z")

    summary = done(api.get("/v1/tracking/summary"))

    assert summary == {
        "by_status": {
            "unfulfilled": 1, "pending": 0, "unknown": 0, "in_transit": 0, "pick_up": 0,
            "expired": 0, "alert": 2, "undelivered": 0, "returned": 0, "delivered": 1,
        },
        "attention": 3,
        "attention_reasons": {
            "alert": 2, "expired": 0, "undelivered": 0, "in_transit_too_long": 0,
            "not_fulfilled": 1,
        },
        "total": 4,
    }  # fmt: skip
    day = {"from": "2026-10-01", "to": "2026-10-01"}
    assert done(api.get("/v1/tracking/summary", query=day))["total"] == 1


@pytest.mark.parametrize("query", [{"from": "x"}, {"from": "2026-11-02", "to": "2026-11-01"}])
def test_a_summary_of_no_period_is_refused(api: Gateway, query: dict[str, str]) -> None:
    answer = api.get("/v1/tracking/summary", query=query)

    assert (answer.status, answer.fields) == (422, ["from"])


def test_the_summarys_days_are_the_stores(api: Gateway) -> None:
    done(api.patch("/v1/settings", {"time_zone": "Asia/Bangkok"}))
    take(api, processed_at="2026-11-09T17:00:00Z")
    day = {"from": "2026-11-10", "to": "2026-11-10"}

    assert done(api.get("/v1/tracking/summary", query=day))["total"] == 1


# What a store that has not paid can and cannot do: see the contract's last line on endpoints.
PAID = [
    ("POST", TRACK, None),
    ("PUT", STATUS, {"status": "delivered"}),
    ("DELETE", STATUS, None),
    ("POST", "/v1/tracking/track", {"order_ids": ["1001"]}),
    ("GET", "/v1/tracking/summary", None),
    ("GET", "/v1/reports/fulfillment", None),
]
FREE = [
    ("GET", "/v1/orders", None, 200),
    ("GET", "/v1/orders/1001", None, 200),
    ("PATCH", "/v1/orders/1001", {"customer": {"name": "A"}}, 200),
    ("POST", "/v1/orders/1001/shipments", {"tracking_number": "LX000000002CN"}, 201),
    ("GET", "/v1/orders/1001/shipments/s1", None, 200),
    ("PATCH", "/v1/orders/1001/shipments/s1", {"tracking_number": "LX000000003CN"}, 200),
    ("DELETE", "/v1/orders/1001/shipments/s1", None, 204),
    ("DELETE", "/v1/orders/1001", None, 204),
    ("GET", "/v1/settings", None, 200),
    ("PATCH", "/v1/settings", {"name": "B"}, 200),
    ("GET", "/v1/jobs/nowhere", None, 404),
]


@pytest.mark.parametrize(("method", "path", "body"), PAID)
def test_tracking_needs_the_boss_plan(
    basic_api: Gateway, cloud: Cloud, method: str, path: str, body: object
) -> None:
    take_and_ship(basic_api, "LX000000001CN")
    before = cloud.contents()

    answer = basic_api.call(method, path, body)

    assert (answer.status, answer.slug) == (403, "plan-required")
    assert cloud.contents() == before


@pytest.mark.parametrize(("method", "path", "body", "status"), FREE)
def test_orders_and_settings_work_on_any_plan(
    basic_api: Gateway, method: str, path: str, body: object, status: int
) -> None:
    take_and_ship(basic_api, "LX000000001CN")

    assert basic_api.call(method, path, body).status == status


def test_nobody_is_asked_about_the_parcels_of_a_store_that_has_not_paid(
    basic_api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    assert isinstance(basic_api.store, NewStore)
    cloud.keep_carrier_key(basic_api.store)
    simulator.add_account(basic_api.store.carrier_key)
    simulator.script(number, {"status": "Delivered"})
    take_and_ship(basic_api, number)
    pipeline.settle()

    clock.advance(days=4)
    swept = pipeline.sweep()

    assert swept["parcels"] == 0
    assert simulator.calls.total() == 0
    assert done(basic_api.get("/v1/orders/1001"))["status"] == "pending"
