"""The Admin GraphQL API: what is asked is parsed, checked by the schema, paid for, answered."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import get_variable_values

from dev.shopify_simulator import budget
from dev.shopify_simulator.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import DocumentNode, OperationDefinitionNode

    from dev.shopify_simulator.shop import Shop

Tree = dict[str, Any]
_RATE_LIMITS: Final = "https://shopify.dev/api/usage/rate-limits"
# What Shopify calls the faults that these rules find.
_CODES: Final = {
    "FieldsOnCorrectTypeRule": "undefinedField",
    "KnownArgumentNamesRule": "argumentNotAccepted",
    "KnownTypeNamesRule": "undefinedType",
    "NoUndefinedVariablesRule": "variableNotDefined",
    "NoUnusedVariablesRule": "variableNotUsed",
    "ProvidedRequiredArgumentsRule": "missingRequiredArguments",
    "ScalarLeafsRule": "selectionMismatch",
    "ValuesOfCorrectTypeRule": "argumentLiteralsIncompatible",
    "VariablesInAllowedPositionRule": "variableMismatch",
}


class Graph:
    """One schema for all shops."""

    def __init__(self) -> None:
        text = Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8")
        self._schema: GraphQLSchema = build_schema(text)
        moments: Any = self._schema.type_map["DateTime"]
        moments.parse_value = moments.coerce_input_value = _moment

    def answer(self, shop: Shop, body: bytes, answers: Answers, now: datetime) -> Tree | None:
        """The answer to a call; None: its body is none."""
        sent = _object(body)
        query, variables = sent.get("query"), sent.get("variables") or {}
        if not isinstance(query, str) or not isinstance(variables, dict):
            return None
        try:
            document = parse(query)
        except GraphQLError as exc:
            return _refused([exc])
        if faults := self._faults(document):
            return {"errors": faults}
        operation = _operation(document, sent.get("operationName"))
        if operation is None:
            return {"errors": [{"message": "An operation name is required"}]}
        known = get_variable_values(self._schema, operation.variable_definitions or (), variables)
        if isinstance(known, list):
            return _refused(known, "INVALID_VARIABLE")
        return self._paid(shop, document, operation, variables, answers, now)

    def _faults(self, document: DocumentNode) -> list[Tree]:
        found: list[Tree] = []
        for rule in specified_rules:
            code = _CODES.get(rule.__name__, rule.__name__.removesuffix("Rule"))
            found += _refused(validate(self._schema, document, [rule]), code)["errors"]
        return found

    def _paid(
        self,
        shop: Shop,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        answers: Answers,
        now: datetime,
    ) -> Tree:
        asked = budget.asked(self._schema, document, variables)
        if asked > budget.MOST_OF_ONE:
            told = f"Query cost is {asked}, which exceeds the single query max cost limit (1000)."
            facts = {"code": "MAX_COST_EXCEEDED", "cost": asked, "maxCost": budget.MOST_OF_ONE}
            facts["documentation"] = _RATE_LIMITS
            return {"errors": [{"message": told, "extensions": facts}]}
        cost: Tree = {"requestedQueryCost": asked, "actualQueryCost": None}
        if shop.bucket.at(now) < asked:
            facts = {"code": "THROTTLED", "documentation": _RATE_LIMITS}
            cost["throttleStatus"] = shop.bucket.shown(now)
            throttled = [{"message": "Throttled", "extensions": facts}]
            return {"errors": throttled, "extensions": {"cost": cost}}
        result = execute_sync(
            self._schema,
            document,
            root_value=answers.of(shop, now),
            variable_values=dict(variables),
            operation_name=operation.name.value if operation.name else None,
        )
        assert isinstance(result, ExecutionResult)  # noqa: S101  nothing here is deferred
        is_mutation = operation.operation.value == "mutation"
        spent = min(asked, budget.spent(result.data, is_mutation=is_mutation))
        shop.bucket.take(spent, now)
        cost |= {"actualQueryCost": spent, "throttleStatus": shop.bucket.shown(now)}
        errors = _refused(result.errors) if result.errors else {}
        return {"data": result.data, **errors, "extensions": {"cost": cost}}


def _refused(errors: Sequence[GraphQLError], code: str = "") -> Tree:
    return {"errors": [_error(error, code) for error in errors]}


def _error(error: GraphQLError, code: str) -> Tree:
    told: Tree = dict(error.formatted)
    if code:
        told["extensions"] = {"code": code, **told.get("extensions", {})}
    return told


def _object(body: bytes) -> Tree:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _operation(document: DocumentNode, name: Any) -> OperationDefinitionNode | None:
    found: list[Any] = [d for d in document.definitions if d.kind == "operation_definition"]
    named = [d for d in found if d.name and d.name.value == name]
    if name:
        return named[0] if named else None
    return found[0] if len(found) == 1 else None


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as exc:
        msg = f"{value!r} is not an ISO 8601 date and time"
        raise GraphQLError(msg) from exc
    if moment.tzinfo is None:
        msg = f"{value!r} has no offset"
        raise GraphQLError(msg)
    return moment
