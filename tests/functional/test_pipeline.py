"""From the API through stream, queues, carrier and back, each with its real function."""

from __future__ import annotations

import json

import pytest

from dev.carrier_simulator import CarrierSimulator
from retrack.messaging.tracking_queue import SqsTrackingQueue
from tests.functional.cloud import PREFIX, Cloud, MovableClock, NewStore
from tests.functional.gateway import Gateway
from tests.functional.orders import done, ship, take, take_and_ship
from tests.functional.pipeline import Pipeline, scheduled_event


def status(api: Gateway, order_id: str = "1001") -> str:
    return str(done(api.get(f"/v1/orders/{order_id}"))["status"])


def test_a_new_parcel_is_registered_once_with_the_carrier(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator, number: str
) -> None:
    take_and_ship(api, number)

    pipeline.settle()

    assert simulator.calls == {"register": 1}


def test_new_parcels_of_a_batch_are_registered_in_one_call(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator
) -> None:
    for place in range(30):
        take_and_ship(api, f"LB{place:09d}CN", f"o{place}")

    pipeline.settle()

    assert simulator.calls == {"register": 1}
    assert simulator.numbers["register"] == [30]


def test_an_order_follows_its_parcel_to_the_door(
    api: Gateway,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    seen = []
    for word in ("InfoReceived", "InTransit", "OutForDelivery", "DeliveryFailure", "Delivered"):
        clock.advance(hours=24)
        simulator.script(number, {"status": word})
        pipeline.sweep()
        seen.append(status(api))

    assert seen == ["pending", "in_transit", "pick_up", "undelivered", "delivered"]
    order = done(api.get("/v1/orders/1001"))
    assert order["delivered_at"] == "2026-11-28T09:30:00Z"
    assert order["shipments"][0]["next_check_at"] is None
    simulator.reset_counters()
    clock.advance(days=4)
    pipeline.sweep()
    assert simulator.calls.total() == 0


def test_a_sweep_that_finds_nothing_new_writes_nothing(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    take_and_ship(api, number)
    simulator.script(number, {"status": "InTransit"})
    pipeline.settle()
    clock.advance(hours=24)
    pipeline.sweep()
    before = cloud.items()
    simulator.reset_counters()

    clock.advance(hours=24)
    pipeline.sweep()

    assert simulator.calls == {"gettrackinfo": 1}
    assert cloud.items() == before
    checked = done(api.get("/v1/orders/1001"))["shipments"][0]["last_checked_at"]
    assert "2026-11-24T09:30:00Z" < checked <= "2026-11-25T09:30:00Z"


def test_a_sweep_that_runs_twice_queues_once(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, clock: MovableClock, number: str
) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    clock.advance(hours=72)
    mark = f"{PREFIX}/sweep-watermark"
    hour = int(clock.now().timestamp()) // 3600
    cloud.ssm.put_parameter(Name=mark, Value=str(hour - 72), Type="String")
    assert cloud.invoke("sweep", scheduled_event())["messages"] == 1

    cloud.ssm.put_parameter(Name=mark, Value=str(hour - 72), Type="String", Overwrite=True)
    assert cloud.invoke("sweep", scheduled_event())["messages"] == 1  # sent, and dropped

    assert cloud.waiting(cloud.tracking_queue) == 1


def test_an_hour_is_swept_once(api: Gateway, cloud: Cloud, pipeline: Pipeline, number: str) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    pipeline.sweep()

    again = cloud.invoke("sweep", scheduled_event())

    assert again == {"hours": 0, "parcels": 0, "messages": 0}


def test_after_an_outage_each_parcel_is_asked_about_once(
    api: Gateway,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    pipeline.sweep()
    simulator.reset_counters()

    clock.advance(days=20)
    swept = pipeline.sweep()

    assert (swept["hours"], swept["parcels"]) == (480, 1)
    assert simulator.calls["gettrackinfo"] == 1


def test_when_the_carrier_is_down_the_task_comes_back(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    simulator.script(number, {"fault": "http500"})
    clock.advance(hours=24)
    cloud.invoke("sweep", scheduled_event())
    records = pipeline.receive(cloud.tracking_queue)
    before = cloud.items()

    answer = cloud.invoke("tracker", {"Records": records})

    assert answer == {"batchItemFailures": [{"itemIdentifier": records[0]["messageId"]}]}
    assert cloud.items() == before
    simulator.script(number, {"status": "InTransit"})
    pipeline.settle()
    assert status(api) == "in_transit"


def test_one_stores_trouble_is_not_anothers(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    """A batch holds tasks of two accounts; those of one fail, and wait for each other."""
    other = cloud.new_store()
    cloud.keep_carrier_key(other)
    simulator.add_account(other.carrier_key)
    take_and_ship(Gateway(cloud, other), "LX777777777TH")
    take_and_ship(api, number)
    pipeline.settle()
    simulator.script("LX777777777TH", {"fault": "http500"})
    simulator.script(number, {"status": "InTransit"})
    clock.advance(hours=24)
    cloud.invoke("sweep", scheduled_event())
    records = pipeline.receive(cloud.tracking_queue)
    assert len(records) == 2
    bad = [r for r in records if json.loads(r["body"])["store"] == other.id]
    good = [r for r in records if r not in bad]
    again = [{**bad[0], "messageId": "the next of its group"}]

    answer = cloud.invoke("tracker", {"Records": [*bad, *good, *again]})

    failed = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert failed == [bad[0]["messageId"], "the next of its group"]
    assert status(api) == "in_transit"


def test_what_a_refused_account_owes_is_not_tried_for_ever(
    cloud: Cloud, pipeline: Pipeline, number: str
) -> None:
    """Only the merchant can help, and the parcel has its next hour all the same."""
    keyless = Gateway(cloud, cloud.new_store())
    take_and_ship(keyless, number)

    pipeline.settle()

    assert cloud.waiting(cloud.tracking_queue) == 0
    assert status(keyless) == "pending"


def test_a_parcel_is_followed_once_its_stores_account_is_mended(
    cloud: Cloud,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    late = cloud.new_store()
    take_and_ship(Gateway(cloud, late), number)
    pipeline.settle()
    cloud.keep_carrier_key(late)
    simulator.add_account(late.carrier_key)
    simulator.script(number, {"status": "InTransit"})

    for _ in range(2):  # the first registers it
        clock.advance(hours=24)
        pipeline.sweep()

    assert status(Gateway(cloud, late)) == "in_transit"


def test_a_message_that_is_no_task_is_dropped(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, number: str
) -> None:
    take_and_ship(api, number)
    pipeline.stream()
    (good,) = pipeline.receive(cloud.tracking_queue)
    bodies = ("", "{}", "null", "[]", '"x"', "[" * 9000, '{"kind": "check"}')
    bad = [{**good, "messageId": f"bad-{n}", "body": body} for n, body in enumerate(bodies)]

    assert cloud.invoke("tracker", {"Records": [*bad, good]}) == {"batchItemFailures": []}


def test_a_stream_record_that_is_no_order_is_passed_over(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, number: str
) -> None:
    take_and_ship(api, number)
    records = [r for r in pipeline.records() if r["dynamodb"]["Keys"]["SK"]["S"] == "ORDER"]
    broken = json.loads(json.dumps(records[0]))
    broken["dynamodb"]["NewImage"]["state"]["S"] = "{"
    empty = json.loads(json.dumps(records[0]))
    empty["dynamodb"]["NewImage"] = {}

    answer = cloud.invoke("dispatcher", {"Records": [broken, empty, *records]})

    assert answer == {"batchItemFailures": []}
    assert cloud.waiting(cloud.notification_queue) == 1


def test_only_orders_reach_the_dispatcher(api: Gateway, pipeline: Pipeline, number: str) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    api.delete("/v1/orders/1001")
    pipeline.settle()

    given = [record for event in pipeline.sent_to["dispatcher"] for record in event["Records"]]

    assert [record["eventName"] for record in given] == ["INSERT", "MODIFY", "REMOVE"]


def test_what_a_crash_left_unfinished_is_made_good_by_the_stream(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, number: str
) -> None:
    """The references are written after the order; here they never were."""
    take_and_ship(api, number)
    for pk, sk in cloud.items():
        if "REFERENCE" in pk or pk.startswith("TOKEN"):
            key = {"PK": {"S": pk}, "SK": {"S": sk}}
            cloud.dynamodb.delete_item(TableName="retrack", Key=key)
    assert done(api.get("/v1/orders", query={"q": number}))["items"] == []

    pipeline.settle()

    assert len(done(api.get("/v1/orders", query={"q": number}))["items"]) == 1


def test_happenings_carry_no_personal_data(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, number: str
) -> None:
    take_and_ship(
        api, number, customer={"name": "Somchai", "email": "s@example.com", "phone": "+66812345678"}
    )
    pipeline.stream()

    bodies = [
        record["body"]
        for queue in (cloud.notification_queue, cloud.tracking_queue)
        for record in pipeline.receive(queue)
    ]

    assert len(bodies) == 2
    assert not [w for w in ("Somchai", "s@example", "+6681") for body in bodies if w in body]


def test_only_what_customers_are_told_of_reaches_the_notifier(
    api: Gateway, pipeline: Pipeline, number: str
) -> None:
    take_and_ship(api, number)
    pipeline.settle()
    done(api.put("/v1/orders/1001/shipments/s1/status", {"status": "delivered"}))
    pipeline.settle()

    given = [record for event in pipeline.sent_to["notifier"] for record in event["Records"]]

    told = [json.loads(record["body"])["type"] for record in given]
    assert told == ["shipment.shipped", "shipment.status_changed"]


def test_two_orders_with_one_number_both_change(
    api: Gateway,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    take_and_ship(api, number, "a")
    take(api, "b")
    ship(api, number, "b")
    simulator.script(number, {"status": "Delivered"})
    pipeline.settle()

    clock.advance(hours=24)
    pipeline.sweep()

    assert (status(api, "a"), status(api, "b")) == ("delivered", "delivered")


def test_a_queue_that_refuses_makes_the_batch_come_again(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    store: NewStore,
    monkeypatch: pytest.MonkeyPatch,
    number: str,
) -> None:
    take_and_ship(api, number)
    records = [r for r in pipeline.records() if r["dynamodb"]["Keys"]["SK"]["S"] == "ORDER"]

    def refuse(*arguments: object) -> int:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(SqsTrackingQueue, "send", refuse)
        with pytest.raises(ConnectionError):
            cloud.invoke("dispatcher", {"Records": records})

    assert cloud.invoke("dispatcher", {"Records": records}) == {"batchItemFailures": []}
    assert cloud.waiting(cloud.tracking_queue) == 1
