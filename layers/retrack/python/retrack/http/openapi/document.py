"""The OpenAPI document, put together from the operations and their models."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from retrack.http.openapi import answer_models, examples, parameters
from retrack.http.openapi.operation import JSON, REPEATABLE, Operation, Reply
from retrack.http.openapi.operations import OPERATIONS, TAGS
from retrack.http.openapi.words import NARROWER
from retrack.http.problems import GONE, INTERNAL, MEDIA_TYPE, PROBLEMS

VERSION = "1.0.0"
_ABOUT = """\
Order tracking for online merchants.

Times are RFC 3339 in UTC; days are ISO dates in the store's time zone, both ends included. A \
credential belongs to one store, and every answer is that store's alone. Fields that are not known \
are ignored in requests, and may appear in answers."""
_REF = "#/components/{kind}/{name}"
_GUARDED = (400, 401)
_REPEATING = (409, 422)  # still running; used for another request
_RETRY_LATER = 429


class _Plain(GenerateJsonSchema):
    """Without a title for every field: names say as much."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        del schema
        return False


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Retrack", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key of the store, or a token of somebody signed in.",
                }
            },
            "schemas": _schemas(),
            "examples": {name: {"value": value} for name, value in _examples().items()},
            "parameters": {
                _identifier(name): {"name": name, **header}
                for name, header in parameters.HEADERS.items()
            },
            "responses": dict(_refusals()),
        },
    }


def written() -> str:
    """The document as text that is compared line by line."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    return paths


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
    }
    if operation.description:
        described["description"] = operation.description
    if operation.is_open:
        described["security"] = []
    if found := list(_parameters(operation)):
        described["parameters"] = found
    if body := _body(operation):
        described["requestBody"] = body
    described["responses"] = dict(_responses(operation))
    return described


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", operation.path):
        yield {"name": name, **parameters.of_path(operation.path, name)}
    for name in operation.query:
        yield {"name": name, **parameters.QUERY[name]}
    guarded = () if operation.is_open else ("Retrack-Store",)
    repeatable = (REPEATABLE,) if operation.may_be_repeated else ()
    for name in (*repeatable, *operation.headers, *guarded):
        yield {"$ref": _REF.format(kind="parameters", name=_identifier(name))}


def _body(operation: Operation) -> dict[str, Any] | None:
    if operation.takes_anything:
        return {"required": True, "content": {JSON: {"schema": {"type": "object"}}}}
    if operation.body is None:
        return None
    content = _content(operation.body)
    return {"required": not operation.is_body_optional, "content": {JSON: content}}


def _responses(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, reply in operation.replies.items():
        yield str(status), _reply(reply)
    refusals = {*operation.refusals, *(() if operation.is_open else _GUARDED), INTERNAL.status}
    refusals |= {*_REPEATING} if operation.may_be_repeated else set()
    refusals -= operation.replies.keys()
    for status in sorted(refusals):
        yield str(status), {"$ref": _REF.format(kind="responses", name=f"Refusal{status}")}


def _reply(reply: Reply) -> dict[str, Any]:
    told: dict[str, Any] = {"description": reply.says}
    if reply.headers:
        told["headers"] = {name: parameters.ANSWER_HEADERS[name] for name in reply.headers}
    if reply.model:
        told["content"] = {JSON: _content(reply.model)}
    elif reply.kind:
        schema = {"type": "object" if reply.kind == JSON else "string"}
        told["content"] = {reply.kind: {"schema": schema}}
    return told


def _content(model: type[BaseModel]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": _REF.format(kind="schemas", name=_name(model))}}
    if _name(model) in _examples():
        content["examples"] = {
            "usual": {"$ref": _REF.format(kind="examples", name=_name(model))},
        }
    return content


def _refusals() -> Iterator[tuple[str, dict[str, Any]]]:
    titles: dict[int, list[str]] = {}
    for problem in (*PROBLEMS.values(), GONE, INTERNAL):
        kinds = titles.setdefault(problem.status, [])
        if problem.title not in kinds:
            kinds.append(problem.title)
    schema = {"$ref": _REF.format(kind="schemas", name=answer_models.Problem.__name__)}
    for status, kinds in sorted(titles.items()):
        told: dict[str, Any] = {"description": ", or: ".join(kinds) + "."}
        if status == _RETRY_LATER:
            told["headers"] = {"Retry-After": parameters.ANSWER_HEADERS["Retry-After"]}
        told["content"] = {MEDIA_TYPE: {"schema": schema}}
        yield f"Refusal{status}", told


@cache
def _examples() -> Mapping[str, Any]:
    return examples.BODIES | examples.of_answers()


def _schemas() -> dict[str, Any]:
    bodies = {operation.body for operation in OPERATIONS if operation.body}
    replies = {r.model for o in OPERATIONS for r in o.replies.values() if r.model}
    models: set[type[BaseModel]] = {*bodies, *replies, answer_models.Problem}
    _, made = models_json_schema(
        [(m, "validation" if m in bodies else "serialization") for m in sorted(models, key=_name)],
        ref_template="#/components/schemas/{model}",
        schema_generator=_Plain,
    )
    schemas: dict[str, Any] = made["$defs"]
    for (name, field), more in NARROWER.items():
        schemas[name]["properties"][field] = more
    return {name: _untitled(schema) for name, schema in sorted(schemas.items())}


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "title"}


def _identifier(header: str) -> str:
    return header.replace("-", "")
