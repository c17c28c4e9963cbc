from __future__ import annotations

import pytest

from retrack.carriers.accounts import MOST_KEPT, StoreCarriers
from retrack.carriers.easypost.client import EasyPost
from retrack.carriers.pacing import Pacer, WindowPacer
from retrack.domain.errors import CarrierRefused
from retrack.domain.identifiers import StoreId
from tests.builders import a_store

URLS = {"17track": "http://127.0.0.1:9/track/v2.4"}


class Secrets(dict[str, str]):
    def read(self, name: str) -> str | None:
        return self.get(name)

    def write(self, name: str, value: str) -> None:
        self[name] = value

    def remove(self, name: str) -> None:
        self.pop(name, None)


class Pacers:
    """Makes pacers, and remembers what for."""

    def __init__(self) -> None:
        self.made: list[tuple[int, float]] = []

    def __call__(self, *, calls: int, seconds: float) -> Pacer:
        self.made.append((calls, seconds))
        return WindowPacer(
            calls=calls, seconds=seconds, monotonic=lambda: 0.0, sleep=lambda _: None
        )


def test_a_store_without_a_key_has_no_account() -> None:
    carriers = StoreCarriers(Secrets(), URLS, 1.0, Pacers())

    with pytest.raises(CarrierRefused, match="add its key"):
        carriers.gateway(a_store())


def test_an_account_has_one_gateway_and_one_pacer_whoever_uses_it() -> None:
    secrets = Secrets({"stores/a/17track": "K", "stores/b/17track": "K", "stores/c/17track": "L"})
    pacers = Pacers()
    carriers = StoreCarriers(secrets, URLS, 1.0, pacers)

    a, again, b, c = (carriers.gateway(a_store(id=StoreId(name))) for name in "aabc")

    assert a is again is b
    assert c is not a
    assert pacers.made == [(3, 1.05), (3, 1.05)]


def test_a_changed_key_is_used_at_once() -> None:
    store = a_store(id=StoreId("a"))
    secrets = Secrets({"stores/a/17track": "K"})
    carriers = StoreCarriers(secrets, URLS, 1.0, Pacers())
    before = carriers.gateway(store)

    secrets.write("stores/a/17track", "L")

    assert carriers.gateway(store) is not before


def test_connections_to_ever_more_accounts_are_not_kept() -> None:
    stores = [a_store(id=StoreId(f"s{n}")) for n in range(MOST_KEPT + 1)]
    secrets = Secrets({f"stores/{store.id}/17track": f"K{store.id}" for store in stores})
    carriers = StoreCarriers(secrets, URLS, 1.0, Pacers())

    for store in stores:
        carriers.gateway(store)

    assert len(carriers._gateways) == 1


def test_the_provider_s_batch_size_is_known_without_an_account() -> None:
    assert StoreCarriers(Secrets(), {}, 0, Pacers()).batch_size(a_store()) == 40


def test_pushes_are_read_by_the_store_s_provider() -> None:
    trimmed = '{"event":"TRACKING_STOPPED","data":[{"number":"RR123456785CN"}]}'

    [report] = StoreCarriers(Secrets(), {}, 0, Pacers()).pushed(a_store(), "17track", trimmed)

    assert (report.number, report.stopped) == ("RR123456785CN", True)


def test_a_push_of_a_provider_that_the_store_has_left_is_no_news() -> None:
    store = a_store(tracking_provider="easypost")
    trimmed = '{"event":"TRACKING_STOPPED","data":[{"number":"RR123456785CN"}]}'

    assert StoreCarriers(Secrets(), {}, 0, Pacers()).pushed(store, "17track", trimmed) == []


@pytest.mark.parametrize(
    ("urls", "base"), [({}, "https://api.easypost.com/v2"), ({"easypost": "http://x"}, "http://x")]
)
def test_a_provider_is_where_it_says_unless_an_operator_says_otherwise(
    urls: dict[str, str], base: str
) -> None:
    secrets = Secrets({"stores/s1/easypost": "K"})
    carriers = StoreCarriers(secrets, urls, 1.0, Pacers())

    gateway = carriers.gateway(a_store(tracking_provider="easypost"))

    assert isinstance(gateway, EasyPost)
    assert gateway._connection._url == base
