from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.carriers.seventeentrack.envelope import read_answer
from retrack.domain.errors import CarrierRefused, CarrierUnavailable
from tests.unit.carriers.seventeentrack import payloads


def test_an_answer_holds_what_was_accepted_and_what_was_rejected() -> None:
    answer = read_answer(200, payloads.raw("registered"))

    assert [item["number"] for item in answer.accepted] == ["RR123456785CN"]
    assert [item["number"] for item in answer.rejected] == ["LP00123456789012", "NODIGITS"]


@pytest.mark.parametrize("name", ["wrong_key", "disabled_account", "no_quota_at_all"])
def test_an_account_that_is_refused_is_told_apart(name: str) -> None:
    with pytest.raises(CarrierRefused):
        read_answer(200, payloads.raw(name))


def test_an_account_without_quota_is_told_to_top_it_up() -> None:
    with pytest.raises(CarrierRefused, match="top it up"):
        read_answer(200, payloads.raw("no_quota_at_all"))


@pytest.mark.parametrize("status", [401, 403])
def test_an_account_is_refused_by_the_http_status_too(status: int) -> None:
    with pytest.raises(CarrierRefused):
        read_answer(status, payloads.raw("wrong_key"))


@pytest.mark.parametrize("name", ["internal_error", "illegal_parameters", "rate_limited"])
def test_a_call_that_failed_as_a_whole_is_unavailable(name: str) -> None:
    with pytest.raises(CarrierUnavailable) as caught:
        read_answer(200, payloads.raw(name))

    assert caught.type is CarrierUnavailable


def test_the_error_s_number_is_told_and_its_text_is_not() -> None:
    with pytest.raises(CarrierUnavailable) as caught:
        read_answer(200, payloads.raw("illegal_parameters"))

    assert "-18010013" in caught.value.message
    assert "submitted" not in caught.value.message


@pytest.mark.parametrize("status", [302, 404, 429, 500, 503])
def test_any_other_http_status_is_unavailable(status: int) -> None:
    with pytest.raises(CarrierUnavailable, match=str(status)):
        read_answer(status, payloads.raw("registered"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"code":0}',
        b'{"code":0,"data":null}',
        b'{"code":0,"data":[]}',
        b'{"code":null,"data":{}}',
        b'{"data":{"accepted":[]}}',
        b'{"code":0,"data":{"errors":"gone"}}',
        b'{"code":0,"data":{"errors":[{"code":0}]}}',
        b"[" * 100_000,
        b"1" * 10_000,
    ],
)
def test_what_is_not_the_format_is_unavailable(body: bytes) -> None:
    with pytest.raises(CarrierUnavailable):
        read_answer(200, body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["code", "data", "errors", "accepted", "rejected"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_an_answer_or_unavailable(value: object) -> None:
    try:
        answer = read_answer(200, json.dumps(value).encode())
    except CarrierUnavailable:
        return

    assert all(isinstance(item, dict) for item in [*answer.accepted, *answer.rejected])
