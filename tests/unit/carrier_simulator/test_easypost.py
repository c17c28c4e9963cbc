"""The simulated EasyPost, as its customers see it over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from dev.easypost_simulator import EasyPostSimulator
from dev.easypost_simulator.pushes import sign
from dev.easypost_simulator.words import _WORDS, CARRIERS
from retrack.carriers.easypost import names, statuses
from tests.unit.carrier_simulator.conftest import Receiver

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
KEY, SECRET, CODE = "EZAK1", "shhh", "9400110898825022579493"


class FixedClock:
    def now(self) -> datetime:
        return NOW


class Customer:
    """Calls with a key."""

    def __init__(self, simulator: EasyPostSimulator) -> None:
        self.simulator = simulator

    def post(self, path: str, body: object, key: str = KEY) -> requests.Response:
        url = f"{self.simulator.url}/{path}"
        return requests.post(url, json=body, auth=(key, ""), timeout=60)

    def follow(self, code: str = CODE, **more: str) -> requests.Response:
        return self.post("trackers", {"tracker": {"tracking_code": code, **more}})

    def look_up(self, *codes: str) -> dict[str, Any]:
        told: dict[str, Any] = self.post("trackers/batch", {"tracking_codes": codes}).json()
        return told


@pytest.fixture
def simulator() -> Iterator[EasyPostSimulator]:
    running = EasyPostSimulator(FixedClock()).start()
    running.add_account(KEY)
    yield running
    running.stop()


@pytest.fixture
def customer(simulator: EasyPostSimulator) -> Customer:
    return Customer(simulator)


def test_a_tracker_is_made_once_and_answered_as_it_is_from_then_on(
    simulator: EasyPostSimulator, customer: Customer
) -> None:
    simulator.add_account(KEY, credit=1)

    first, again, other = (customer.follow(code) for code in (CODE, CODE, "1Z999AA10123456784"))

    assert first.json() == again.json()
    assert (first.json()["status"], first.json()["carrier"]) == ("unknown", "USPS")
    assert other.status_code == 402


@pytest.mark.parametrize(
    ("code", "more"), [("NOBODYS", {}), ("", {}), (CODE, {"carrier": "StarFleet"})]
)
def test_a_code_without_a_carrier_is_refused(
    customer: Customer, code: str, more: dict[str, str]
) -> None:
    answer = customer.follow(code, **more)

    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"code", "message", "errors"}


def test_events_are_told_oldest_first(simulator: EasyPostSimulator, customer: Customer) -> None:
    customer.follow()
    simulator.script(CODE, {"status": "Delivered", "events": ["Accepted", "Delivered"]})

    [tracker] = customer.look_up(CODE, "unknown-to-it")["trackers"]

    assert [d["message"] for d in tracker["tracking_details"]] == ["Accepted", "Delivered"]
    assert tracker["status"] == "delivered"


def test_what_does_not_fit_an_answer_is_said_to_be_more(
    simulator: EasyPostSimulator, customer: Customer
) -> None:
    simulator.page = 1
    customer.follow()
    customer.follow("1Z999AA10123456784")

    told = customer.look_up(CODE, "1Z999AA10123456784")

    assert (len(told["trackers"]), told["has_more"]) == (1, True)


@pytest.mark.parametrize("key", ["another", ""])
def test_another_key_is_refused(customer: Customer, key: str) -> None:
    assert customer.post("trackers/batch", {"tracking_codes": [CODE]}, key=key).status_code == 401


@pytest.mark.parametrize(("fault", "status"), [("http500", 500), ("rate_limit", 429)])
def test_a_fault_lasts_until_something_else_is_scripted(
    simulator: EasyPostSimulator, customer: Customer, fault: str, status: int
) -> None:
    simulator.script(CODE, {"fault": fault})

    assert customer.follow().status_code == status
    simulator.script(CODE, {"status": "InTransit"})

    assert customer.follow().status_code == 200


def test_a_forgotten_tracker_has_to_be_made_again(
    simulator: EasyPostSimulator, customer: Customer
) -> None:
    customer.follow()
    simulator.script(CODE, {"fault": "not_registered"})

    assert customer.look_up(CODE) == {"trackers": [], "has_more": False}


def test_a_push_is_an_event_signed_with_the_webhook_s_secret(
    simulator: EasyPostSimulator, customer: Customer, receiver: Receiver
) -> None:
    simulator.add_account(KEY, receiver.url, webhook_secret=SECRET)
    assert simulator.script(CODE, {"status": "InTransit", "push": True}) is False
    customer.follow()

    taken = simulator.script(CODE, {"status": "OutForDelivery", "push": True})

    [(body, headers)] = receiver.taken
    assert taken is True
    assert headers["x-hmac-signature"] == sign(body, SECRET)
    event = json.loads(body)
    assert (event["description"], event["result"]["status"]) == (
        "tracker.updated",
        "out_for_delivery",
    )


def test_it_says_nothing_that_the_product_does_not_know() -> None:
    assert {status for status, _ in _WORDS.values()} <= set(statuses.STATUS)
    assert {detail for _, detail in _WORDS.values()} <= set(statuses.DETAIL)
    assert set(names._NAMES.values()) == CARRIERS
