"""A store that changes from one tracking provider to another, and what reaches it from either."""

from __future__ import annotations

import json

import pytest

from dev.carrier_simulator import CarrierSimulator
from dev.easypost_simulator import EasyPostSimulator
from dev.easypost_simulator.pushes import sign
from tests.functional.cloud import PREFIX, Cloud, MovableClock, NewStore
from tests.functional.gateway import Answer, Gateway
from tests.functional.orders import done, take_and_ship
from tests.functional.pipeline import Pipeline

KEY, SECRET = "EZAK-of-this-store", "a-word-for-webhooks"
NUMBER = "9400110898825022579493"


@pytest.fixture
def moved(api: Gateway, pipeline: Pipeline, easypost: EasyPostSimulator) -> Gateway:
    """A store whose parcel 17TRACK follows, and which has just chosen EasyPost."""
    take_and_ship(api, NUMBER)
    pipeline.settle()
    easypost.script(NUMBER, {"fault": "not_registered"})
    easypost.reset_counters()
    easypost.add_account(KEY, webhook_secret=SECRET)
    chosen = {"provider": "easypost", "key": KEY, "webhook_secret": SECRET}
    done(api.patch("/v1/settings", {"tracking": chosen}))
    return api


def shipment(api: Gateway) -> dict[str, object]:
    found: dict[str, object] = done(api.get("/v1/orders/1001/shipments/s1"))
    return found


def an_event(status: str, code: str = NUMBER) -> bytes:
    """What EasyPost posts when a parcel moves."""
    detail = {
        "status": status,
        "message": "So says the carrier",
        "datetime": "2026-11-23T09:00:00Z",
        "tracking_location": {"city": "Houston", "country": "US", "zip": "77063"},
    }
    result = {"tracking_code": code, "status": status, "tracking_details": [detail]}
    return json.dumps({"description": "tracker.updated", "result": result}).encode()


def push(cloud: Cloud, store: NewStore, body: bytes, secret: str) -> Answer:
    headers = {"x-hmac-signature": sign(body, secret)}
    return Gateway(cloud).post(f"/hooks/easypost/{store.id}", body, headers=headers)


def test_the_settings_tell_the_provider_and_that_its_secrets_are_there(
    moved: Gateway, cloud: Cloud
) -> None:
    assert moved.store
    answer = moved.get("/v1/settings")

    told = {"provider": "easypost", "key_set": True, "webhook_secret_set": True}
    assert done(answer)["tracking"] == told
    assert KEY not in answer.text + str(cloud.items())
    assert SECRET not in answer.text + str(cloud.items())
    for name, value in (("easypost", KEY), ("easypost-webhook", SECRET)):
        path = f"{PREFIX}/stores/{moved.store.id}/{name}"
        kept = cloud.ssm.get_parameter(Name=path, WithDecryption=True)["Parameter"]
        assert (kept["Value"], kept["Type"]) == (value, "SecureString")


def test_parcels_of_before_are_followed_by_the_new_provider_from_their_next_check(
    moved: Gateway,
    pipeline: Pipeline,
    easypost: EasyPostSimulator,
    simulator: CarrierSimulator,
    clock: MovableClock,
) -> None:
    simulator.reset_counters()
    easypost.script(NUMBER, {"status": "OutForDelivery"})

    clock.advance(hours=24)
    pipeline.sweep()
    first_check = dict(easypost.calls)
    clock.advance(hours=24)
    pipeline.sweep()

    assert first_check == {"trackers/batch": 1, "trackers": 1}
    assert easypost.calls == {"trackers/batch": 2, "trackers": 1}
    assert simulator.calls.total() == 0
    assert shipment(moved)["status"] == "pick_up"
    assert shipment(moved)["sub_status"] == "OutForDelivery_OutForDelivery"


def test_a_change_of_provider_alone_changes_no_status(
    api: Gateway,
    pipeline: Pipeline,
    easypost: EasyPostSimulator,
    simulator: CarrierSimulator,
    clock: MovableClock,
) -> None:
    take_and_ship(api, NUMBER)
    pipeline.settle()
    simulator.script(NUMBER, {"status": "InTransit"})
    clock.advance(hours=24)
    pipeline.sweep()
    before = shipment(api)
    easypost.add_account(KEY)
    easypost.script(NUMBER, {"status": "NotFound"})
    done(api.patch("/v1/settings", {"tracking": {"provider": "easypost", "key": KEY}}))

    clock.advance(hours=24)
    pipeline.sweep()

    assert (before["status"], shipment(api)["status"]) == ("in_transit", "in_transit")
    assert shipment(api)["history"] == before["history"]


def test_tracking_again_asks_the_new_provider(
    moved: Gateway, easypost: EasyPostSimulator, clock: MovableClock
) -> None:
    easypost.script(NUMBER, {"status": "InTransit"})
    clock.advance(minutes=5)

    done(moved.post("/v1/orders/1001/shipments/s1/track"))
    clock.advance(minutes=5)
    answer = done(moved.post("/v1/orders/1001/shipments/s1/track"))

    assert answer["status"] == "in_transit"
    assert easypost.calls["trackers"] == 1


def test_a_push_signed_with_the_webhook_secret_changes_the_shipment(
    moved: Gateway, cloud: Cloud, store: NewStore, pipeline: Pipeline
) -> None:
    answer = push(cloud, store, an_event("delivered"), SECRET)

    assert done(answer) == {"received": True}
    pipeline.settle()
    assert shipment(moved)["status"] == "delivered"


@pytest.mark.parametrize("secret", [KEY, "another word", ""])
def test_a_push_signed_with_anything_else_is_refused(
    moved: Gateway, cloud: Cloud, store: NewStore, secret: str
) -> None:
    before = cloud.contents()

    answer = push(cloud, store, an_event("delivered"), secret)

    assert (answer.status, answer.slug) == (401, "unauthenticated")
    assert cloud.contents() == before


def test_a_push_of_the_provider_that_was_left_changes_nothing(
    moved: Gateway, cloud: Cloud, store: NewStore, pipeline: Pipeline
) -> None:
    done(moved.patch("/v1/settings", {"tracking": {"provider": "17track", "key": "a-key"}}))

    answer = push(cloud, store, an_event("delivered"), SECRET)

    assert answer.status == 200
    pipeline.settle()
    assert shipment(moved)["status"] == "pending"


def test_an_account_without_credit_is_told_to_the_merchant(
    moved: Gateway, easypost: EasyPostSimulator, pipeline: Pipeline, clock: MovableClock
) -> None:
    easypost.add_account(KEY, credit=0)

    clock.advance(hours=24)
    pipeline.sweep()

    assert "no quota left" in str(shipment(moved)["problem"])
