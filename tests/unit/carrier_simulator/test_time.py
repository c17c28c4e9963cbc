"""What time and pushes bring about."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from dev.carrier_simulator.simulator import Advanced
from retrack.carriers.seventeentrack.push import SeventeenTrackPushes
from retrack.domain.statuses import Status
from tests.unit.carrier_simulator.conftest import KEY, Account, Receiver, SetClock

NUMBER = "RR123456785CN"
ITEM = {"number": NUMBER}
PUSHED = {"status": "InTransit", "push": True}


@pytest.fixture
def pushed_to(account: Account, receiver: Receiver) -> Account:
    """An account that is told by pushes, with one number registered."""
    account.simulator.add_account(KEY, receiver.url)
    account.call("register", ITEM)
    return account


def line_of(account: Account) -> dict[str, Any]:
    lines: list[dict[str, Any]] = account.post("gettracklist", {}).json()["data"]["accepted"]
    return lines[0]


def test_a_push_is_signed_and_says_what_asking_would(
    pushed_to: Account, receiver: Receiver
) -> None:
    taken = pushed_to.simulator.script(NUMBER, PUSHED)

    [(body, headers)] = receiver.taken
    assert taken is True
    assert headers["sign"] == hashlib.sha256(body + b"/" + KEY.encode()).hexdigest()
    assert json.loads(body) == {
        "event": "TRACKING_UPDATED",
        "data": pushed_to.call("gettrackinfo", ITEM)["accepted"][0],
    }
    assert line_of(pushed_to)["push_status"] == "Success"


def test_the_product_reads_what_is_pushed(pushed_to: Account, receiver: Receiver) -> None:
    pushed_to.simulator.script(NUMBER, PUSHED)

    [(body, headers)] = receiver.taken
    pushes = SeventeenTrackPushes()
    pushes.verify(body, headers, key=KEY)
    [report] = pushes.reports(pushes.trim(body))
    assert (report.number, report.status) == (NUMBER, Status.IN_TRANSIT)


def test_every_account_that_follows_the_number_is_told(
    pushed_to: Account, receiver: Receiver
) -> None:
    pushed_to.simulator.add_account("F" * 32, receiver.url)
    pushed_to.post("register", [ITEM], key="F" * 32)

    pushed_to.simulator.script(NUMBER, PUSHED)

    signatures = {headers["sign"] for _, headers in receiver.taken}
    assert len(receiver.taken) == len(signatures) == 2


def test_nobody_who_follows_the_number_is_nobody_told(account: Account) -> None:
    assert account.simulator.script(NUMBER, PUSHED) is False


def test_without_an_address_nothing_is_pushed(account: Account) -> None:
    account.call("register", ITEM)

    assert account.simulator.script(NUMBER, PUSHED) is False
    assert account.codes("push", ITEM) == [-18010204]


def test_a_push_can_be_sent_again_as_it_stands(pushed_to: Account, receiver: Receiver) -> None:
    pushed_to.simulator.script(NUMBER, {"status": "InTransit"})

    assert pushed_to.simulator.script(NUMBER, {"push": True}) is True
    assert len(receiver.taken) == 1


def test_an_account_can_ask_for_a_push(pushed_to: Account, receiver: Receiver) -> None:
    early = pushed_to.codes("push", ITEM)
    pushed_to.simulator.script(NUMBER, {"status": "InTransit"})

    accepted = pushed_to.call("push", ITEM)["accepted"]

    assert early == [-18019909]
    assert [item["number"] for item in accepted] == [NUMBER]
    assert receiver.has_taken.wait(60)
    assert json.loads(receiver.taken[0][0])["event"] == "TRACKING_UPDATED"


def test_a_push_that_is_not_taken_is_sent_again_after_10_30_and_60_minutes(
    pushed_to: Account, receiver: Receiver, clock: SetClock
) -> None:
    receiver.status = 500
    taken = pushed_to.simulator.script(NUMBER, PUSHED)
    tries = []
    for minutes in (9, 1, 19, 1, 29, 1, 60):
        clock.pass_by(minutes=minutes)
        pushed_to.simulator.advance()
        tries.append(len(receiver.taken))

    assert taken is False
    assert tries == [1, 2, 2, 3, 3, 4, 4]
    assert len({body for body, _ in receiver.taken}) == 1
    assert pushed_to.simulator.pushes_waiting == 0
    line = line_of(pushed_to)
    assert (line["push_status"], line["push_status_code"]) == ("Failure", 500)


def test_a_push_is_taken_when_the_receiver_is_back(
    pushed_to: Account, receiver: Receiver, clock: SetClock
) -> None:
    receiver.status = 503
    pushed_to.simulator.script(NUMBER, PUSHED)
    receiver.status = 200
    clock.pass_by(minutes=10)

    assert pushed_to.simulator.advance().pushes_taken == 1
    assert pushed_to.simulator.pushes_waiting == 0
    assert line_of(pushed_to)["push_status"] == "Success"


def test_a_receiver_that_is_away_is_a_push_not_taken(account: Account) -> None:
    account.simulator.add_account(KEY, "http://127.0.0.1:9/")
    account.call("register", ITEM)

    assert account.simulator.script(NUMBER, PUSHED) is False
    assert account.simulator.pushes_waiting == 1


def test_silence_of_thirty_days_stops_tracking_and_says_so(
    pushed_to: Account, receiver: Receiver, clock: SetClock
) -> None:
    pushed_to.simulator.script(NUMBER, {"status": "InTransit"})
    clock.pass_by(days=30)
    before = pushed_to.simulator.advance()
    clock.pass_by(seconds=1)
    after = pushed_to.simulator.advance()

    assert before == Advanced(stopped=0, purged=0, pushes_taken=0)
    assert after == Advanced(stopped=1, purged=0, pushes_taken=1)
    [(body, _)] = receiver.taken
    assert json.loads(body) == {
        "event": "TRACKING_STOPPED",
        "data": {"number": NUMBER, "carrier": 3011, "param": None, "tag": None},
    }
    assert line_of(pushed_to)["stop_track_reason"] == "Expired"
    assert pushed_to.known(NUMBER)["latest_status"]["status"] == "InTransit"


def test_a_delivered_parcel_is_stopped_after_fifteen_days(
    pushed_to: Account, clock: SetClock
) -> None:
    pushed_to.simulator.script(NUMBER, {"status": "Delivered"})
    clock.pass_by(days=15, seconds=1)

    assert pushed_to.simulator.advance().stopped == 1


def test_news_puts_the_stop_off(pushed_to: Account, clock: SetClock) -> None:
    for _ in range(4):
        pushed_to.simulator.script(NUMBER, {"status": "InTransit"})
        clock.pass_by(days=20)

        assert pushed_to.simulator.advance().stopped == 0


def test_what_is_stopped_is_kept_for_ninety_days(pushed_to: Account, clock: SetClock) -> None:
    clock.pass_by(days=31)
    pushed_to.simulator.advance()
    clock.pass_by(days=90)
    kept = pushed_to.simulator.advance().purged
    clock.pass_by(seconds=1)
    purged = pushed_to.simulator.advance().purged

    assert (kept, purged) == (0, 1)
    assert pushed_to.codes("gettrackinfo", ITEM) == [-18019902]


def test_what_goes_on_after_a_stop_is_pushed_again(
    pushed_to: Account, receiver: Receiver, clock: SetClock
) -> None:
    clock.pass_by(days=31)
    pushed_to.simulator.advance()
    receiver.taken.clear()

    while_stopped = pushed_to.simulator.script(NUMBER, PUSHED)
    pushed_to.call("retrack", ITEM)

    assert while_stopped is False
    assert pushed_to.simulator.script(NUMBER, PUSHED) is True
    assert len(receiver.taken) == 1
