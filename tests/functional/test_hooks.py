"""`POST /hooks/{provider}/{store}`: what tracking providers send by themselves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dev.carrier_simulator import CarrierSimulator
from retrack.carriers.seventeentrack.push import sign
from tests.functional.cloud import Cloud, NewStore
from tests.functional.gateway import Answer, Gateway
from tests.functional.orders import done, take, take_and_ship
from tests.functional.pipeline import Pipeline

Push = tuple[bytes, dict[str, str]]


class _Listener(HTTPServer):
    """Keeps what is posted to it."""

    def __init__(self) -> None:
        self.caught: list[Push] = []
        super().__init__(("127.0.0.1", 0), _Catcher)


class _Catcher(BaseHTTPRequestHandler):
    server: _Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.caught.append((body, {k.lower(): v for k, v in self.headers.items()}))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def pushes(simulator: CarrierSimulator, store: NewStore) -> Iterator[list[Push]]:
    """Body and headers of each push that the simulated provider sends for the store."""
    listener = _Listener()
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.server_address[1]}/"
    simulator.add_account(store.carrier_key, push_url=url)
    yield listener.caught
    listener.shutdown()
    thread.join()
    listener.server_close()


@pytest.fixture
def push(
    api: Gateway,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    pushes: list[Push],
    number: str,
) -> Push:
    """A real push about the parcel of order 1001, which is delivered."""
    take_and_ship(api, number)
    pipeline.settle()
    simulator.script(number, {"status": "Delivered", "push": True})
    (sent,) = pushes
    return sent


def deliver(cloud: Cloud, path: str, body: bytes, headers: dict[str, str]) -> Answer:
    return Gateway(cloud).post(path, body, headers=headers)


def test_a_push_changes_the_shipment(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, store: NewStore, push: Push
) -> None:
    answer = deliver(cloud, f"/hooks/17track/{store.id}", *push)

    assert done(answer) == {"received": True}
    pipeline.settle()
    order = done(api.get("/v1/orders/1001"))
    assert (order["status"], order["delivered_at"]) == ("delivered", "2026-11-23T09:30:00Z")


def test_the_same_push_ten_times_is_one_change(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, store: NewStore, push: Push
) -> None:
    for _ in range(5):
        assert deliver(cloud, f"/hooks/17track/{store.id}", *push).status == 200
    pipeline.settle()
    first = pipeline.sent_to["tracker"][-1]
    for _ in range(5):
        assert deliver(cloud, f"/hooks/17track/{store.id}", *push).status == 200
        cloud.invoke("tracker", first)
    pipeline.settle()

    shipment = done(api.get("/v1/orders/1001/shipments/s1"))

    assert [change["to"] for change in shipment["history"]] == ["delivered"]
    assert api.get("/v1/orders/1001").headers["etag"] == '"3"'


def test_a_push_in_binary_is_read_the_same(
    cloud: Cloud, pipeline: Pipeline, api: Gateway, store: NewStore, push: Push
) -> None:
    body, headers = push

    answer = deliver(
        cloud,
        f"/hooks/17track/{store.id}",
        body,
        headers | {"content-type": "application/octet-stream"},
    )

    assert answer.status == 200
    pipeline.settle()
    assert done(api.get("/v1/orders/1001"))["status"] == "delivered"


@pytest.mark.parametrize("sign_with", ["", "0" * 64, "ก", "another key", None])
def test_a_push_that_is_not_signed_with_the_stores_key_is_refused(
    cloud: Cloud, store: NewStore, push: Push, sign_with: str | None
) -> None:
    body, headers = push
    before = cloud.contents()
    signature = {
        None: headers["sign"][::-1],
        "another key": sign(body, "another key").decode(),
    }.get(sign_with, sign_with)

    answer = deliver(cloud, f"/hooks/17track/{store.id}", body, headers | {"sign": str(signature)})

    assert (answer.status, answer.slug) == (401, "unauthenticated")
    assert cloud.contents() == before


def test_a_push_without_a_signature_is_refused(cloud: Cloud, store: NewStore, push: Push) -> None:
    before = cloud.contents()

    answer = deliver(cloud, f"/hooks/17track/{store.id}", push[0], {})

    assert answer.status == 401
    assert cloud.contents() == before


def test_a_tampered_body_is_refused(cloud: Cloud, store: NewStore, push: Push) -> None:
    body, headers = push
    before = cloud.contents()

    for wrong in (body.replace(b"Delivered", b"Expired"), body + b" ", b" " + body, body[:-1], b""):
        answer = deliver(cloud, f"/hooks/17track/{store.id}", wrong, headers)
        assert answer.status == 401
    assert cloud.contents() == before


def test_a_push_for_another_store_is_refused(cloud: Cloud, other_api: Gateway, push: Push) -> None:
    assert other_api.store
    before = cloud.contents()

    assert deliver(cloud, f"/hooks/17track/{other_api.store.id}", *push).status == 401
    cloud.keep_carrier_key(other_api.store)
    assert deliver(cloud, f"/hooks/17track/{other_api.store.id}", *push).status == 401
    assert cloud.contents()["table"] == before["table"]


@pytest.mark.parametrize(
    "path",
    [
        "/hooks/17track/nowhere",
        "/hooks/ups/{store}",
        "/hooks/17TRACK/{store}",
        "/hooks/17track/a b",
        "/hooks/17track/ก",
        "/hooks/17track/%",
        "/hooks/17track/" + "a" * 3000,
        "/hooks/17track/aws",
        "/hooks/ก/{store}",
    ],
)
def test_a_stranger_learns_nothing_of_which_stores_there_are(
    cloud: Cloud, store: NewStore, push: Push, path: str
) -> None:
    answer = deliver(cloud, path.format(store=store.id), *push)

    assert (answer.status, answer.slug) == (401, "unauthenticated")
    assert answer.body["detail"] == "The signature is not valid."


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b"{", b"\xff\xfe\xfd", b'{"event": "TRACKING_UPDATED"}',
             b'{"event":"TRACKING_UPDATED","data":{}}', b"[" * 100_000],
)  # fmt: skip
def test_a_signed_push_that_cannot_be_read_is_refused(
    cloud: Cloud, store: NewStore, body: bytes
) -> None:
    before = cloud.contents()
    headers = {"sign": sign(body, store.carrier_key).decode()}

    answer = deliver(cloud, f"/hooks/17track/{store.id}", body, headers)

    assert (answer.status, answer.slug) == (400, "unreadable")
    assert cloud.contents() == before


def test_a_signed_push_about_nobodys_parcel_changes_nothing(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, store: NewStore, push: Push, number: str
) -> None:
    body = push[0].replace(number.encode(), b"LX888888888CN")
    headers = {"sign": sign(body, store.carrier_key).decode()}

    assert deliver(cloud, f"/hooks/17track/{store.id}", body, headers).status == 200
    pipeline.settle()

    assert done(api.get("/v1/orders/1001"))["status"] == "pending"


def test_a_push_about_an_erased_order_is_no_trouble(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, store: NewStore, push: Push
) -> None:
    assert deliver(cloud, f"/hooks/17track/{store.id}", *push).status == 200
    assert api.delete("/v1/orders/1001").status == 204

    pipeline.settle()

    assert api.get("/v1/orders/1001").status == 404


def test_an_event_of_a_kind_that_is_new_is_taken_and_does_nothing(
    cloud: Cloud, pipeline: Pipeline, api: Gateway, store: NewStore, number: str
) -> None:
    take(api)
    body = json.dumps({"event": "TRACKING_INVENTED", "data": {"number": number}}).encode()
    headers = {"sign": sign(body, store.carrier_key).decode()}

    assert deliver(cloud, f"/hooks/17track/{store.id}", body, headers).status == 200
    pipeline.settle()


def test_what_the_provider_gave_up_expires(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, store: NewStore, number: str
) -> None:
    take_and_ship(api, number)
    body = json.dumps({"event": "TRACKING_STOPPED", "data": {"number": number}}).encode()
    headers = {"sign": sign(body, store.carrier_key).decode()}

    assert deliver(cloud, f"/hooks/17track/{store.id}", body, headers).status == 200
    pipeline.settle()

    assert done(api.get("/v1/orders/1001"))["status"] == "expired"
