"""The table of the emulated AWS: what it finds, and what it says it cost."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.dynamo_type import DynamoType, Item

from dev.aws.quick_answers import attribute_value
from dev.aws.sizes import item_size, read_units, value_size, write_units
from dev.aws.table import IndexedTable
from dev.aws.writes import IndexShape, change_units, index_units


def a_table() -> IndexedTable:
    keys = ("PK", "SK", "group", "rank")
    return IndexedTable(  # type: ignore[abstract]  # moto makes tables just so
        "t",
        account_id="123456789012",
        region="eu-west-1",
        schema=_schema("PK", "SK"),
        attr=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        global_indexes=[
            {
                "IndexName": "by-rank",
                "KeySchema": _schema("group", "rank"),
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["row"]},
            }
        ],
        streams={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def put(table: IndexedTable, **attributes: str) -> None:
    table.put_item({name: {"S": value} for name, value in attributes.items()}, overwrite=True)


def found(table: IndexedTable, partition: str, **wishes: Any) -> tuple[list[str], Any]:
    comparison, values = wishes.pop("range", (None, []))
    items, _, last = table.query(
        DynamoType({"S": partition}),
        comparison,
        [DynamoType({"S": value}) for value in values],
        wishes.pop("limit", None),
        wishes.pop("start", None),
        wishes.pop("forward", True),
        None,
        **wishes,
    )
    return [item.attrs["SK"].value for item in items], last


@pytest.fixture
def table() -> IndexedTable:
    table = a_table()
    for number in (3, 1, 2, 4):
        put(table, PK="p", SK=f"s{number}", group="g", rank=f"r{5 - number}", row="x", other="y")
    put(table, PK="q", SK="s9", row="x")
    return table


def test_a_partition_is_found_in_order(table: IndexedTable) -> None:
    assert found(table, "p")[0] == ["s1", "s2", "s3", "s4"]
    assert found(table, "p", forward=False)[0] == ["s4", "s3", "s2", "s1"]
    assert found(table, "none")[0] == []


def test_an_index_is_found_in_its_own_order(table: IndexedTable) -> None:
    assert found(table, "g", index_name="by-rank")[0] == ["s4", "s3", "s2", "s1"]


@pytest.mark.parametrize(
    ("comparison", "values", "names"),
    [
        ("=", ["s2"], ["s2"]),
        ("<", ["s2"], ["s1"]),
        (">=", ["s3"], ["s3", "s4"]),
        ("BETWEEN", ["s2", "s3"], ["s2", "s3"]),
        ("BEGINS_WITH", ["s"], ["s1", "s2", "s3", "s4"]),
    ],
)
def test_a_range_narrows_it(
    table: IndexedTable, comparison: str, values: list[str], names: list[str]
) -> None:
    assert found(table, "p", range=(comparison, values))[0] == names


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("index", [None, "by-rank"])
def test_pages_together_are_the_whole(
    table: IndexedTable, index: str | None, *, forward: bool
) -> None:
    partition = "g" if index else "p"
    whole, _ = found(table, partition, index_name=index, forward=forward)

    pages: list[str] = []
    start = None
    while True:
        names, last = found(
            table, partition, index_name=index, forward=forward, limit=3, start=start
        )
        pages += names
        if last is None:
            break
        start = {name: value.to_json() for name, value in last.items()}

    assert pages == whole


def test_a_start_that_is_no_key_is_refused(table: IndexedTable) -> None:
    with pytest.raises(MockValidationException):
        found(table, "p", start={"PK": {"S": "p"}})


def test_a_page_that_reached_its_limit_may_have_more(table: IndexedTable) -> None:
    assert found(table, "p", limit=4)[1] is not None
    assert found(table, "p", limit=5)[1] is None


def test_what_is_changed_or_deleted_moves_in_its_indexes(table: IndexedTable) -> None:
    put(table, PK="p", SK="s4", group="g", rank="r9")
    put(table, PK="p", SK="s1", row="x")
    table.delete_item(DynamoType({"S": "p"}), DynamoType({"S": "s2"}))

    assert found(table, "g", index_name="by-rank")[0] == ["s3", "s4"]
    assert found(table, "p")[0] == ["s1", "s3", "s4"]


def test_an_unchanged_write_announces_nothing(table: IndexedTable) -> None:
    before = len(table.shard.items)

    put(table, PK="q", SK="s9", row="x")

    assert len(table.shard.items) == before


def test_a_transaction_that_fails_leaves_no_trace(table: IndexedTable) -> None:
    announced = len(table.shard.items)
    mark = table.begin()
    put(table, PK="p", SK="s5", group="g", rank="r0")
    put(table, PK="p", SK="s1", row="changed")
    table.delete_item(DynamoType({"S": "q"}), DynamoType({"S": "s9"}))

    table.undo(mark)
    table.end()

    assert found(table, "p")[0] == ["s1", "s2", "s3", "s4"]
    assert found(table, "g", index_name="by-rank")[0] == ["s4", "s3", "s2", "s1"]
    assert found(table, "q")[0] == ["s9"]
    assert len(table.shard.items) == announced


def test_a_query_of_an_index_reads_only_what_the_index_holds(table: IndexedTable) -> None:
    table.activity.take()

    found(table, "g", index_name="by-rank", limit=1)

    names = len("PK" + "SK" + "group" + "rank" + "row")
    values = len("p" + "s4" + "g" + "r1" + "x")
    assert table.activity.take().read == [names + values]


# -------------------------------------------------------------------------------- sizes and units


def an_item(**attributes: str) -> Item:
    values = {name: {"S": value} for name, value in attributes.items()}
    return Item(DynamoType({"S": "p"}), DynamoType({"S": "s"}), values)


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "กa"}, 4),
        ({"N": "0"}, 1),
        ({"N": "1234"}, 3),
        ({"N": "-12.5"}, 4),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"B": base64.b64encode(b"12345").decode()}, 5),
        ({"SS": ["ab", "c"]}, 3),
        ({"L": [{"S": "ab"}, {"S": "c"}]}, 3 + 1 + 2 + 1 + 1),
        ({"M": {"key": {"S": "ab"}}}, 3 + 1 + 3 + 2),
    ],
)
def test_the_size_of_a_value(value: dict[str, Any], size: int) -> None:
    assert value_size(DynamoType(value)) == size


def test_names_count_too() -> None:
    assert item_size(an_item(PK="p", row="xx")) == len("PKp" + "rowxx")
    assert item_size(None) == 0


@pytest.mark.parametrize(
    ("size", "consistent", "units"),
    [(0, False, 0.5), (1, True, 1), (4096, False, 0.5), (4097, False, 1), (8193, True, 3)],
)
def test_reads_are_charged_by_four_kilobytes(size: int, units: float, *, consistent: bool) -> None:
    assert read_units(size, consistent=consistent) == units


@pytest.mark.parametrize(("size", "units"), [(0, 1), (1024, 1), (1025, 2)])
def test_writes_are_charged_by_the_kilobyte(size: int, units: int) -> None:
    assert write_units(size) == units


INDEX = IndexShape("i", ("group", "rank"), ("PK", "SK", "group", "rank", "row"))
ENTRY = {"PK": "p", "SK": "s", "group": "g", "rank": "1", "row": "x"}


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, {"PK": "p", "SK": "s"}, 0),
        (None, ENTRY, 1),
        (ENTRY, None, 1),
        (ENTRY, ENTRY, 0),
        (ENTRY, ENTRY | {"other": "y"}, 0),
        (ENTRY, ENTRY | {"row": "y"}, 1),
        (ENTRY, ENTRY | {"row": "y" * 1024}, 2),
        (ENTRY, ENTRY | {"rank": "2"}, 2),
        (ENTRY, {"PK": "p", "SK": "s", "group": "g"}, 1),
    ],
)
def test_an_index_is_charged_for_what_changes_in_it(
    before: dict[str, str] | None, after: dict[str, str] | None, units: int
) -> None:
    old, new = (an_item(**item) if item else None for item in (before, after))

    assert index_units(old, new, INDEX) == units


def test_a_change_costs_the_larger_of_before_and_after_and_its_indexes() -> None:
    large = an_item(**ENTRY, other="y" * 3000)

    assert change_units(large, an_item(**ENTRY), [INDEX]) == 3
    assert change_units(None, large, [INDEX]) == 3 + 1


def test_values_travel_as_they_are_and_bytes_in_base64() -> None:
    value = {"M": {"a": {"B": b"\x00\xff"}, "b": {"L": [{"N": "1"}, {"BS": [b"x"]}]}}}

    assert attribute_value(value) == {
        "M": {"a": {"B": "AP8="}, "b": {"L": [{"N": "1"}, {"BS": ["eA=="]}]}}
    }
