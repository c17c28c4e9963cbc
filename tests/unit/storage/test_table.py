"""How the table is reached."""

from __future__ import annotations

from typing import Any

import pytest
from pynamodb.connection.table import TableConnection

from retrack.storage import items
from retrack.storage.items import Item, OrderItem
from retrack.storage.table import INDEX_KEYS, bind_table, connection
from tests.aws_table import table_properties


@pytest.fixture(autouse=True)
def _binding_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Item, "_connection", None)
    monkeypatch.setattr(Item.Meta, "table_name", "unbound")


def test_the_indexes_are_keyed_as_the_template_says() -> None:
    declared = {
        index["IndexName"]: tuple(key["AttributeName"] for key in index["KeySchema"])
        for index in table_properties()["GlobalSecondaryIndexes"]
    }

    assert declared == INDEX_KEYS


def test_every_index_shows_attributes_that_orders_have() -> None:
    indexes = table_properties()["GlobalSecondaryIndexes"]
    shown = {name for index in indexes for name in index["Projection"]["NonKeyAttributes"]}
    keyed = {
        definition["AttributeName"] for definition in table_properties()["AttributeDefinitions"]
    }
    attributes = {attribute.attr_name for attribute in OrderItem.get_attributes().values()}

    assert shown | keyed <= attributes


def test_the_table_is_bound_for_every_entity_at_once() -> None:
    bind_table("orders-table", region="eu-west-1", endpoint="http://127.0.0.1:1")

    kinds = [kind for kind in vars(items).values() if isinstance(kind, type(Item))]
    bound = {kind._get_connection() for kind in kinds if issubclass(kind, Item)}
    assert bound == {connection()}
    assert connection().table_name == "orders-table"
    assert connection().connection.host == "http://127.0.0.1:1"


def test_a_table_bound_anew_is_reached_where_it_is_now() -> None:
    bind_table("orders-table", endpoint="http://127.0.0.1:1")
    bind_table("orders-table", endpoint="http://127.0.0.1:2")

    assert OrderItem._get_connection().connection.host == "http://127.0.0.1:2"


def test_a_call_gives_up_long_before_its_function_does() -> None:
    bind_table("orders-table", region="eu-west-1")

    config: Any = connection().connection.client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, 3)
    assert config.retries["total_max_attempts"] == 3


def test_nothing_is_read_before_the_table_is_known() -> None:
    with pytest.raises(RuntimeError, match="bind_table"):
        connection()


def test_a_bound_table_is_a_pynamodb_connection() -> None:
    bind_table("orders-table")

    assert isinstance(connection(), TableConnection)
