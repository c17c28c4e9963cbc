"""Pushes of tracking providers: verified, then queued, and nothing learnt by strangers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from retrack.domain.errors import Unauthenticated, Unreadable
from retrack.domain.identifiers import StoreId
from retrack.domain.reports import CarrierReport
from retrack.services.receive_push import ReceivePush
from tests.fakes.messaging import FakeTrackingQueue
from tests.fakes.parameters import MemorySecrets

STORE = StoreId("s1")


class SignedByKey:
    """`PushReader`: the header `sign` is the key; bodies begin with `push `."""

    def verify(self, body: bytes, headers: Mapping[str, str], *, key: str) -> None:
        if headers.get("sign") != key:
            raise Unauthenticated("The signature is not valid.")

    def trim(self, body: bytes) -> str:
        if not body.startswith(b"push "):
            raise Unreadable
        return body.removeprefix(b"push ").decode()

    def reports(self, trimmed: str) -> Sequence[CarrierReport]:
        return []


class World:
    def __init__(self) -> None:
        self.queue = FakeTrackingQueue()
        secrets = MemorySecrets(
            **{
                "stores/s1/17track": "key",
                "stores/s2/17track": "",
                "stores/s1/own": "key",
                "stores/s1/own-webhook": "word",
            }
        )
        readers = {"17track": SignedByKey(), "own": SignedByKey()}
        self.receive = ReceivePush(readers, secrets, self.queue, with_webhook_secret={"own"})

    def push(
        self, body: bytes, *, sign: str = "key", provider: str = "17track", store: str = STORE
    ) -> None:
        self.receive(provider, StoreId(store), body, {"sign": sign})


@pytest.fixture
def world() -> World:
    return World()


def test_a_signed_push_is_queued_without_what_tracking_does_not_need(world: World) -> None:
    world.push(b"push delivered")

    (task,) = world.queue.tasks
    assert (task.kind, task.store_id, task.payload) == ("push", STORE, "delivered")
    assert (task.parcels, task.job_id, task.provider) == ((), None, "17track")


def test_a_provider_with_a_secret_for_pushes_does_not_sign_with_the_key(world: World) -> None:
    world.push(b"push delivered", provider="own", sign="word")
    with pytest.raises(Unauthenticated):
        world.push(b"push delivered", provider="own", sign="key")

    assert [task.provider for task in world.queue.tasks] == ["own"]


def test_the_same_push_twice_is_one(world: World) -> None:
    world.push(b"push delivered")
    world.push(b"push delivered")
    world.push(b"push returned")

    assert [task.payload for task in world.queue.tasks] == ["delivered", "returned"]


def test_a_forged_push_is_refused_and_nothing_queued(world: World) -> None:
    with pytest.raises(Unauthenticated):
        world.push(b"push delivered", sign="forged")

    assert world.queue.sent == []


def test_a_stranger_cannot_tell_a_forgery_from_what_is_not_there(world: World) -> None:
    said = set()
    for place in (
        {"sign": "forged"},
        {"store": "nobodys"},
        {"store": "s2", "sign": ""},
        {"provider": "other"},
    ):
        with pytest.raises(Unauthenticated) as refusal:
            world.push(b"push delivered", **place)
        said.add(refusal.value.message)

    assert len(said) == 1


def test_a_signed_push_in_no_known_format_is_unreadable(world: World) -> None:
    with pytest.raises(Unreadable):
        world.push(b"delivered")

    assert world.queue.sent == []


def test_a_forged_push_is_not_even_read(world: World) -> None:
    with pytest.raises(Unauthenticated):
        world.push(b"delivered", sign="forged")
