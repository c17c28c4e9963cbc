"""`/v1/people`: for owners, of whom there is always one."""

from __future__ import annotations

from typing import Any

import pytest

from retrack.domain.identifiers import StoreId
from retrack.storage.credentials import TableCredentials
from tests.functional.cloud import Cloud
from tests.functional.gateway import Gateway
from tests.functional.orders import done
from tests.functional.test_api_keys import as_staff


def invited(api: Gateway, email: str = "ann@example.com", role: str = "owner") -> Any:
    return done(api.post("/v1/people", {"email": email, "role": role}), 201)


def people(api: Gateway) -> dict[str, str]:
    return {p["email"]: p["role"] for p in done(api.get("/v1/people"))["items"]}


def stores_of(person: dict[str, str]) -> set[StoreId]:
    return set(TableCredentials().stores_of(person["id"]))


def test_somebody_invited_is_let_in_with_their_role(api: Gateway) -> None:
    ann = invited(api)
    bob = invited(api, "bob@example.com", "staff")

    assert api.store
    assert people(api) == {"ann@example.com": "owner", "bob@example.com": "staff"}
    assert stores_of(ann) == stores_of(bob) == {api.store.id}


def test_whoever_is_in_keeps_their_role(api: Gateway) -> None:
    ann = invited(api)

    assert invited(api, "Ann@Example.com", "staff") == ann
    assert people(api) == {"ann@example.com": "owner"}


def test_one_person_may_act_for_two_stores(api: Gateway, other_api: Gateway) -> None:
    assert invited(api)["id"] == invited(other_api, role="staff")["id"]
    assert people(other_api) == {"ann@example.com": "staff"}


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "email"), ({"email": "nobody"}, "email"), ({"email": "a@b.co", "role": "king"}, "role")],
)
def test_an_invitation_needs_an_address_and_a_role(
    api: Gateway, body: dict[str, str], field: str
) -> None:
    answer = api.post("/v1/people", body)

    assert (answer.status, answer.fields) == (422, [field])
    assert people(api) == {}


def test_a_role_is_changed(api: Gateway) -> None:
    invited(api)
    bob = invited(api, "bob@example.com", "staff")

    changed = done(api.patch(f"/v1/people/{bob['id']}", {"role": "owner"}))

    assert changed == {**bob, "role": "owner"}
    assert people(api)["bob@example.com"] == "owner"


def test_somebody_removed_is_let_in_no_more(api: Gateway) -> None:
    invited(api)
    bob = invited(api, "bob@example.com", "staff")

    assert api.delete(f"/v1/people/{bob['id']}").status == 204

    assert stores_of(bob) == set()
    assert api.delete(f"/v1/people/{bob['id']}").status == 404


def test_the_last_owner_stays(api: Gateway) -> None:
    ann = invited(api)
    invited(api, "bob@example.com", "staff")

    assert api.delete(f"/v1/people/{ann['id']}").status == 409
    assert api.patch(f"/v1/people/{ann['id']}", {"role": "staff"}).status == 409
    assert people(api)["ann@example.com"] == "owner"


def test_another_stores_people_are_not_there(api: Gateway, other_api: Gateway) -> None:
    ann = invited(api)
    invited(other_api, "eve@example.com")

    assert other_api.patch(f"/v1/people/{ann['id']}", {"role": "staff"}).status == 404
    assert other_api.delete(f"/v1/people/{ann['id']}").status == 404
    assert people(api) == {"ann@example.com": "owner"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", ""), ("PATCH", "/someone"), ("DELETE", "/someone")],
)
def test_staff_may_not_touch_people(cloud: Cloud, api: Gateway, method: str, path: str) -> None:
    assert as_staff(cloud, api, method, f"/v1/people{path}")["statusCode"] == 403
