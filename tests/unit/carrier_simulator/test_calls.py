"""What a customer of the simulated 17TRACK sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import requests

from dev.carrier_simulator import CarrierSimulator
from dev.carrier_simulator.accounts import Account as Customer
from tests.unit.carrier_simulator.conftest import KEY, Account, SetClock

NUMBER = "RR123456785CN"
ITEM = {"number": NUMBER}
IN_TRANSIT = {"status": "InTransit"}


def test_a_wrong_or_missing_key_is_401(account: Account) -> None:
    for key in ("", "F" * 32):
        answer = account.post("getquota", [], key=key)

        assert answer.status_code == 401
        assert answer.json()["data"]["errors"][0]["code"] == -18010002


@pytest.mark.parametrize("version", ["v2.4", "v2.2"])
def test_both_versions_answer(account: Account, version: str) -> None:
    assert account.post("getquota", [], version=version).json()["code"] == 0


def test_unknown_operations_and_versions_are_404(account: Account) -> None:
    assert account.post("getcarrier", []).status_code == 404
    assert account.post("getquota", [], version="v1").status_code == 404


def test_anything_but_post_is_an_error(account: Account) -> None:
    answer = account.session.get(f"{account.simulator.url}/getquota", headers={"17token": KEY})

    assert answer.status_code == 405


def test_calls_over_the_rate_are_429(clock: SetClock) -> None:
    simulator = CarrierSimulator(clock, calls_per_second=0).start()
    simulator.add_account(KEY)
    with requests.Session() as session:
        answer = Account(simulator, session).post("getquota", [])
    simulator.stop()

    assert answer.status_code == 429
    assert answer.json()["code"] == 429


def test_the_fourth_call_within_a_second_is_over_the_rate() -> None:
    customer = Customer(KEY, None, 1)

    over = [customer.is_over_rate(at=at, calls=3) for at in (1.0, 1.1, 1.2, 1.9, 2.0, 2.05)]

    assert over == [False, False, False, True, False, True]


def test_more_than_forty_items_fail_as_a_whole(account: Account) -> None:
    items = [{"number": f"RR{n:09d}CN"} for n in range(41)]

    assert account.post("register", items).json()["code"] == -18010014
    assert account.call("register", *items[:40])["rejected"] == []


@pytest.mark.parametrize("body", [{}, "x", None, [1], [[]]])
def test_what_is_no_list_of_objects_fails_with_code_0(account: Account, body: object) -> None:
    envelope = account.post("register", body).json()

    assert envelope["code"] == 0
    assert envelope["data"]["errors"][0]["code"] == -18010013


def test_fields_that_the_operation_does_not_know_fail_the_whole_call(account: Account) -> None:
    envelope = account.post("gettrackinfo", [{"number": NUMBER, "tag": "x"}]).json()

    assert envelope["data"]["errors"][0]["code"] == -18010013


def test_a_body_that_is_no_json_fails(account: Account) -> None:
    answer = account.session.post(
        f"{account.simulator.url}/register", data=b"{", headers={"17token": KEY}
    )

    assert answer.json()["data"]["errors"][0]["code"] == -18010013


def test_registering_costs_one_of_the_quota_and_only_once(account: Account) -> None:
    [accepted] = account.call("register", ITEM)["accepted"]
    again = account.codes("register", ITEM)

    assert accepted == {
        "origin": 1,
        "number": NUMBER,
        "carrier": 3011,
        "email": None,
        "tag": None,
        "lang": None,
    }
    assert again == [-18019901]
    assert account.call("getquota")["quota_used"] == 1


def test_the_same_number_under_another_carrier_is_another_record(account: Account) -> None:
    account.call("register", ITEM)
    account.call("register", {**ITEM, "carrier": 20041})

    assert account.call("getquota")["quota_used"] == 2
    assert account.codes("gettrackinfo", ITEM) == [-18019909, -18019909]
    assert account.codes("gettrackinfo", {**ITEM, "carrier": 3013}) == [-18019902]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"number": "1234"}, -18010012),
        ({"number": "RR 123456785CN"}, -18010012),
        ({"number": None}, -18010012),
        ({}, -18010012),
        ({"number": NUMBER, "carrier": 4242}, -18019910),
        ({"number": "NO-BODYS"}, -18019903),
    ],
)
def test_numbers_are_rejected_one_by_one(
    account: Account, item: dict[str, object], code: int
) -> None:
    data = account.call("register", ITEM, item)

    assert [accepted["number"] for accepted in data["accepted"]] == [NUMBER]
    assert [rejected["error"]["code"] for rejected in data["rejected"]] == [code]


def test_some_carriers_cannot_be_registered(account: Account) -> None:
    account.simulator.operations.refused_carriers = frozenset({3011})

    assert account.codes("register", ITEM) == [-18019911]


def test_without_quota_nothing_is_registered(account: Account) -> None:
    account.simulator.add_account(KEY, quota=1)

    account.call("register", ITEM)

    assert account.codes("register", {"number": "LP00123456789012"}) == [-18019908]


def test_a_number_that_is_not_registered_is_not_known(account: Account) -> None:
    account.simulator.script(NUMBER, IN_TRANSIT)

    assert account.codes("gettrackinfo", ITEM) == [-18019902]


def test_a_number_has_no_information_before_the_first_sync(
    account: Account, clock: SetClock
) -> None:
    account.simulator.operations.first_sync_after = timedelta(minutes=5)
    account.simulator.script(NUMBER, IN_TRANSIT)
    account.call("register", ITEM)

    before = account.codes("gettrackinfo", ITEM)
    clock.pass_by(minutes=5)

    assert before == [-18019909]
    assert account.known(NUMBER)["latest_status"]["status"] == "InTransit"


def test_some_accounts_say_nothing_instead(account: Account) -> None:
    account.simulator.operations.says_empty = True
    account.call("register", ITEM)

    [item] = account.call("gettrackinfo", ITEM)["accepted"]

    assert item["track_info"] is None


def test_another_account_s_numbers_are_not_known(account: Account) -> None:
    account.call("register", ITEM)
    account.simulator.add_account("F" * 32)

    answer = account.post("gettrackinfo", [ITEM], key="F" * 32).json()

    assert answer["data"]["rejected"][0]["error"]["code"] == -18019902


def test_tracking_stops_on_request_and_goes_on_once(account: Account) -> None:
    account.simulator.script(NUMBER, IN_TRANSIT)
    account.call("register", ITEM)

    steps = [
        account.codes("retrack", ITEM),
        account.codes("stoptrack", ITEM),
        account.codes("stoptrack", ITEM),
        account.codes("retrack", ITEM),
        account.codes("stoptrack", ITEM),
        account.codes("retrack", ITEM),
    ]

    assert steps == [[-18019904], [], [-18019906], [], [], [-18019905]]


def test_what_is_stopped_learns_nothing_new_until_it_goes_on(account: Account) -> None:
    account.simulator.script(NUMBER, IN_TRANSIT)
    account.call("register", ITEM)
    account.call("stoptrack", ITEM)
    account.simulator.script(NUMBER, {"status": "Delivered"})

    stopped = account.known(NUMBER)["latest_status"]["status"]
    account.call("retrack", ITEM)

    assert stopped == "InTransit"
    assert account.known(NUMBER)["latest_status"]["status"] == "Delivered"


def test_the_carrier_can_be_changed_five_times(account: Account) -> None:
    account.call("register", ITEM)
    early = account.codes("changecarrier", {**ITEM, "carrier_new": 20041})
    account.simulator.script(NUMBER, IN_TRANSIT)
    keys = [20041, 3013, 19131, 14041, 3011, 20041]

    changed = [account.codes("changecarrier", {**ITEM, "carrier_new": key}) for key in keys]

    assert early == [-18019808]
    assert changed == [[], [], [], [], [], [-18019807]]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, -18019804),
        ({"carrier_new": 4242}, -18019802),
        ({"carrier_new": 3011}, -18019803),
        ({"carrier_new": 3013, "carrier_old": 20041}, -18019805),
    ],
)
def test_a_change_of_carrier_can_be_wrong(
    account: Account, change: dict[str, object], code: int
) -> None:
    account.simulator.script(NUMBER, IN_TRANSIT)
    account.call("register", ITEM)

    assert account.codes("changecarrier", {**ITEM, **change}) == [code]


def test_a_deleted_number_costs_again(account: Account) -> None:
    account.call("register", ITEM)
    account.call("deletetrack", ITEM)

    assert account.codes("gettrackinfo", ITEM) == [-18019902]
    account.call("register", ITEM)
    assert account.call("getquota")["quota_used"] == 2


def test_the_tag_can_be_changed(account: Account) -> None:
    account.call("register", {**ITEM, "tag": "old"})
    account.call("changeinfo", {**ITEM, "items": {"tag": "new"}})

    [line] = account.post("gettracklist", {}).json()["data"]["accepted"]

    assert line["tag"] == "new"


def test_the_list_has_its_page_beside_the_data_and_filters(account: Account) -> None:
    numbers = [f"RR{n:09d}CN" for n in range(42)]
    account.call("register", *({"number": n} for n in numbers[:40]))
    account.call("register", *({"number": n} for n in numbers[40:]))
    account.call("stoptrack", {"number": numbers[3]})

    second = account.post("gettracklist", {"page_no": 2}).json()
    stopped = account.post("gettracklist", {"tracking_status": "Stopped"}).json()
    named = account.post("gettracklist", {"number": f"{numbers[1]},{numbers[2]}"}).json()

    assert second["page"] == {"data_total": 42, "page_total": 2, "page_no": 2, "page_size": 40}
    assert [line["number"] for line in second["data"]["accepted"]] == numbers[40:]
    [line] = stopped["data"]["accepted"]
    assert (line["number"], line["stop_track_reason"]) == (numbers[3], "ByRequest")
    assert [line["number"] for line in named["data"]["accepted"]] == numbers[1:3]


@pytest.mark.parametrize("page_no", [0, -1, "x", None])
def test_a_page_that_is_none_is_the_first(account: Account, page_no: object) -> None:
    assert account.post("gettracklist", {"page_no": page_no}).json()["page"]["page_no"] == 1


def test_calls_and_their_sizes_are_counted(account: Account) -> None:
    account.call("register", ITEM, {"number": "LP00123456789012"})
    account.call("gettrackinfo", ITEM)
    account.post("gettrackinfo", [ITEM], key="wrong")

    assert account.simulator.calls == {"register": 1, "gettrackinfo": 2}
    assert account.simulator.numbers == {"register": [2], "gettrackinfo": [1, 1]}
    account.simulator.reset_counters()
    assert not account.simulator.calls
    assert not account.simulator.numbers


FAULTS: dict[str, Callable[[requests.Response], bool]] = {
    "http500": lambda answer: answer.status_code == 500,
    "rate_limit": lambda answer: answer.status_code == 429,
    "garbage": lambda answer: answer.status_code == 200 and answer.content[:1] == b"<",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_number_spoils_every_call_it_is_in_until_the_next_script(
    account: Account, fault: str
) -> None:
    other = {"number": "LP00123456789012"}
    account.call("register", ITEM, other)
    account.simulator.script(NUMBER, {"fault": fault})

    spoilt = [account.post("gettrackinfo", [other, ITEM]) for _ in range(2)]
    spared = account.codes("gettrackinfo", other)
    account.simulator.script(NUMBER, IN_TRANSIT)

    assert all(FAULTS[fault](answer) for answer in spoilt)
    assert spared == [-18019909]
    assert account.known(NUMBER)["latest_status"]["status"] == "InTransit"


def test_garbage_is_no_json(account: Account) -> None:
    account.simulator.script(NUMBER, {"fault": "garbage"})

    with pytest.raises(requests.exceptions.JSONDecodeError):
        account.post("register", [ITEM]).json()


def test_a_number_that_times_out_is_never_answered(account: Account) -> None:
    account.simulator.script(NUMBER, {"fault": "timeout"})

    with pytest.raises(requests.ReadTimeout):
        account.session.post(
            f"{account.simulator.url}/register",
            json=[ITEM],
            headers={"17token": KEY},
            timeout=0.2,
        )


def test_a_number_is_forgotten_until_it_is_registered_again(account: Account) -> None:
    account.simulator.script(NUMBER, IN_TRANSIT)
    account.call("register", ITEM)
    account.simulator.script(NUMBER, {"fault": "not_registered"})

    forgotten = account.codes("gettrackinfo", ITEM)
    account.call("register", ITEM)

    assert forgotten == [-18019902]
    assert account.known(NUMBER)["latest_status"]["status"] == "InTransit"


def test_connections_are_kept_and_end_when_it_stops(account: Account) -> None:
    account.post("getquota", [])
    account.simulator.stop()

    with pytest.raises(requests.ConnectionError):
        account.post("getquota", [])
