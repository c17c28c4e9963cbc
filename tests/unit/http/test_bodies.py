"""Bodies: whatever comes in is taken or refused by field, and never breaks anything."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from retrack.domain.errors import FieldProblem, Invalid, Unreadable
from retrack.http import schemas
from retrack.http.requests import read_body

MODELS = [
    schemas.OrderBody,
    schemas.OrderChangeBody,
    schemas.ShipmentBody,
    schemas.ShipmentChangeBody,
    schemas.StatusBody,
    schemas.TrackManyBody,
    schemas.SettingsBody,
]
NAMES = sorted(
    {
        "id", "name", "processed_at", "customer", "email", "phone", "locale", "shipping_address",
        "city", "country_code", "payment", "financial_status", "marked_paid_manually", "items",
        "title", "quantity", "sku", "tracking_number", "carrier", "fulfilled_at", "notify", "final",
        "status", "order_ids", "time_zone", "tracking_url", "notifications", "email_enabled",
        "triggers", "shipped", "sender", "manual_gateways", "tracking", "provider", "key",
    }
)  # fmt: skip
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(
        ["2026-11-01T10:00:00Z", "0001-01-01T00:00:00+14:00", "paid", "th", "TH", "a@example.com",
         "+66812345678", "LX000000001CN", "delivered", "https://example.com/", "\ud800"]
    ),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
OBJECTS = st.dictionaries(st.sampled_from(NAMES), ANY_JSON, max_size=8)


def event(body: object) -> dict[str, Any]:
    return {"body": json.dumps(body)}


@pytest.mark.parametrize("model", MODELS)
@given(body=OBJECTS)
def test_any_object_is_read_or_refused_by_field(model: type[BaseModel], body: object) -> None:
    problems: tuple[FieldProblem, ...] | None = None
    try:
        read_body(event(body), model)
    except Invalid as refusal:
        problems = refusal.problems

    assert problems is None or problems
    for problem in problems or ():
        assert problem.message
        (problem.field + problem.message).encode()  # no half of a character is sent back


@given(body=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    text = body.decode("latin-1")

    with pytest.raises((Unreadable, Invalid)):
        read_body({"body": text}, schemas.TrackManyBody)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T09:30:00Z", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23T16:30:00+07:00", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23T09:30:00.123456Z", datetime(2026, 11, 23, 9, 30, 0, 123456, tzinfo=UTC)),
        ("2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
        ("2200-01-01T00:00:00+00:01", datetime(2199, 12, 31, 23, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_offset(text: str, moment: datetime) -> None:
    body = read_body(event({"name": "#", "processed_at": text}), schemas.OrderBody)

    assert body.processed_at == moment


@pytest.mark.parametrize(
    "text", ["2000-01-01T00:00:00+00:01", "2200-01-01T00:00:00Z", "2026-11-23T09:30:00", "", "x"]
)
def test_no_other_moment_is_taken(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_body(event({"name": "#", "processed_at": text}), schemas.OrderBody)

    assert [problem.field for problem in refusal.value.problems] == ["processed_at"]


@pytest.mark.parametrize(
    "address",
    ["s@example.com", "a.b+c@mail.example.co.th", "สมชาย@example.com", "o'brien@example.com",
     "a@xn--12c1fe0br.com", "1@2.34", "!#$%&'*+-/=?^_`{|}~@example.com"],
)  # fmt: skip
def test_addresses_that_work_are_taken(address: str) -> None:
    body = {"name": "#", "customer": {"email": f" {address} "}}

    assert read_body(event(body), schemas.OrderBody).customer.email == address
