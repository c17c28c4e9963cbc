"""Happenings on the wire."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.statuses import Status
from retrack.messaging.happenings import (
    SnsAnnouncer,
    TopicRefused,
    happening_from_json,
    happening_to_json,
)
from tests.builders import NOON

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


def a_happening(**fields: Any) -> Happening:
    defaults: dict[str, Any] = {
        "id": "s.o.s1.shipped",
        "type": HappeningType.SHIPMENT_SHIPPED,
        "store_id": StoreId("s"),
        "order_id": OrderId("o"),
        "at": NOON,
        "shipment_id": ShipmentId("s1"),
    }
    return Happening(**defaults | fields)


@given(
    st.builds(
        Happening,
        id=TEXT,
        type=st.sampled_from(HappeningType),
        store_id=TEXT,
        order_id=TEXT,
        at=st.just(NOON),
        shipment_id=st.none() | TEXT,
        before=st.none() | st.sampled_from(Status),
        after=st.none() | st.sampled_from(Status),
    )
)
def test_a_happening_comes_back_as_it_was_sent(happening: Happening) -> None:
    assert happening_from_json(happening_to_json(happening)) == happening


@pytest.mark.parametrize(
    "change",
    [{"type": "order.eaten"}, {"type": None}, {"at": "yesterday"}, {"at": None}, {"at": 5},
     {"before": "eaten"}, {"after": 7}],
)  # fmt: skip
def test_what_is_no_happening_is_a_value_error(change: dict[str, Any]) -> None:
    body = json.dumps({**json.loads(happening_to_json(a_happening())), **change})

    with pytest.raises(ValueError):  # noqa: PT011  whatever it says
        happening_from_json(body)


@pytest.mark.parametrize("name", ["id", "type", "store", "order", "shipment", "at", "before"])
def test_what_lacks_a_field_is_a_value_error(name: str) -> None:
    fields = json.loads(happening_to_json(a_happening()))
    del fields[name]

    with pytest.raises(ValueError, match="not a happening"):
        happening_from_json(json.dumps(fields))


@given(st.text(max_size=40) | st.sampled_from(["null", "[]", "1", '"x"', "{}", "[" * 9000]))
def test_any_other_text_is_a_value_error(body: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whatever it says
        happening_from_json(body)


class FakeSns:
    """Takes batches; refuses the entries of these ids."""

    def __init__(self, *refused: str) -> None:
        self.batches: list[list[Any]] = []
        self.refused = refused

    def publish_batch(self, *, TopicArn: str, PublishBatchRequestEntries: Any) -> Any:  # noqa: N803
        assert TopicArn == "topic"
        self.batches.append(PublishBatchRequestEntries)
        failed = [
            {"Id": e["Id"], "Code": "InternalError", "SenderFault": False}
            for e in PublishBatchRequestEntries
            if e["Id"] in self.refused
        ]
        return {"Failed": failed}


def test_happenings_are_published_ten_at_a_time() -> None:
    sns = FakeSns()
    told = [a_happening(id=str(number)) for number in range(25)]

    SnsAnnouncer(sns, "topic").announce(told)  # type: ignore[arg-type]  # as far as it is used

    assert [len(batch) for batch in sns.batches] == [10, 10, 5]
    assert [happening_from_json(e["Message"]).id for b in sns.batches for e in b] == [
        h.id for h in told
    ]
    assert all(len({entry["Id"] for entry in batch}) == len(batch) for batch in sns.batches)


def test_queues_can_filter_by_type_and_store() -> None:
    sns = FakeSns()

    SnsAnnouncer(sns, "topic").announce([a_happening()])  # type: ignore[arg-type]  # as far as it is used

    assert sns.batches[0][0]["MessageAttributes"] == {
        "type": {"DataType": "String", "StringValue": "shipment.shipped"},
        "store": {"DataType": "String", "StringValue": "s"},
    }


def test_a_topic_that_takes_only_some_is_an_error() -> None:
    announcer = SnsAnnouncer(FakeSns("1"), "topic")  # type: ignore[arg-type]  # as far as it is used

    with pytest.raises(TopicRefused, match="InternalError"):
        announcer.announce([a_happening(), a_happening()])
