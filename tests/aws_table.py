"""The table that template.yaml declares, made where a client points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.architecture import template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CREATED_WITH = (
    "BillingMode",
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
)


def table_properties() -> dict[str, Any]:
    """The properties of the template's one table."""
    tables = list(template.resources("AWS::DynamoDB::Table").values())
    assert len(tables) == 1
    return dict(tables[0])


def create_table(client: DynamoDBClient, name: str) -> None:
    """Makes the table, with its indexes, its stream and its time to live."""
    properties = table_properties()
    wanted: Any = {key: properties[key] for key in _CREATED_WITH}
    wanted["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    client.create_table(TableName=name, **wanted)
    client.update_time_to_live(
        TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
    )
