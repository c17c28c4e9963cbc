"""`/v1/api-keys`: for owners, and for nobody else's."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from pynamodb.exceptions import UpdateError

from dev import http_events
from dev.routes import find
from retrack.storage.items import ApiKeyItem
from tests.functional.cloud import Cloud, MovableClock, NewStore
from tests.functional.gateway import Gateway, routes
from tests.functional.orders import done


def made(api: Gateway, name: str = "the till") -> dict[str, Any]:
    answer = api.post("/v1/api-keys", {"name": name})
    assert answer.status == 201, answer.text
    key: dict[str, Any] = answer.body
    return key


def names(api: Gateway) -> list[str]:
    return [key["name"] for key in done(api.get("/v1/api-keys"))["items"]]


def with_key(cloud: Cloud, api: Gateway, key: str) -> Gateway:
    assert api.store
    return Gateway(cloud, NewStore(api.store.id, key))


def as_staff(cloud: Cloud, api: Gateway, method: str, path: str) -> dict[str, Any]:
    """The same call by somebody whom the authorizer knows as staff."""
    request = api.request(method, path, {"name": "x"})
    found = find(routes(), method, path)
    assert found
    route, values = found
    asked = http_events.authorizer_event(request, route, values)
    context = cloud.invoke("authorizer", asked)["context"] | {"role": "staff"}
    answer: dict[str, Any] = cloud.invoke(
        route.function, http_events.event(request, route, values, context)
    )
    return answer


def test_a_new_key_works_and_is_shown_this_once(cloud: Cloud, api: Gateway) -> None:
    key = made(api)

    assert done(with_key(cloud, api, key["key"]).get("/v1/settings"))
    assert key["key"] not in api.get("/v1/api-keys").text
    assert names(api)[-1:] == ["the till"]


def test_a_key_tells_on_which_day_it_was_used_last(
    cloud: Cloud, api: Gateway, clock: MovableClock
) -> None:
    key = made(api)
    assert key["last_used"] is None
    till = with_key(cloud, api, key["key"])

    done(till.get("/v1/settings"))
    clock.advance(days=1)
    till.get("/v1/orders/not-there")

    days = {k["name"]: k["last_used"] for k in done(api.get("/v1/api-keys"))["items"]}
    assert days["the till"] == "2026-11-24"


def test_a_use_that_cannot_be_noted_is_let_through(
    api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    throttled = Mock(side_effect=UpdateError("throttled"))
    monkeypatch.setattr(ApiKeyItem, "update", throttled)

    assert done(api.get("/v1/settings"))
    throttled.assert_called_once()


def test_a_key_taken_back_is_refused_at_once(cloud: Cloud, api: Gateway) -> None:
    key = made(api)

    assert api.delete(f"/v1/api-keys/{key['id']}").status == 204
    assert api.delete(f"/v1/api-keys/{key['id']}").status == 404

    assert with_key(cloud, api, key["key"]).get("/v1/settings").status == 401
    assert "the till" not in names(api)


def test_a_key_may_take_itself_back(cloud: Cloud, api: Gateway) -> None:
    key = made(api)
    itself = with_key(cloud, api, key["key"])

    assert itself.delete(f"/v1/api-keys/{key['id']}").status == 204

    assert itself.get("/v1/api-keys").status == 401


def test_a_store_neither_sees_nor_takes_back_the_keys_of_another(
    cloud: Cloud, api: Gateway, other_api: Gateway
) -> None:
    key = made(api)

    assert "the till" not in names(other_api)
    assert other_api.delete(f"/v1/api-keys/{key['id']}").status == 404

    assert with_key(cloud, api, key["key"]).get("/v1/settings").status == 200


def test_a_key_needs_a_name(api: Gateway) -> None:
    assert api.post("/v1/api-keys", {"name": " "}).fields == ["name"]
    assert api.post("/v1/api-keys", {}).fields == ["name"]


def test_staff_may_not_touch_keys(cloud: Cloud, api: Gateway) -> None:
    for method, path in (
        ("GET", "/v1/api-keys"),
        ("POST", "/v1/api-keys"),
        ("DELETE", "/v1/api-keys/0"),
    ):
        refused = as_staff(cloud, api, method, path)
        assert refused["statusCode"] == 403, path
        assert '/not-allowed"' in refused["body"]
