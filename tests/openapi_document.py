"""The OpenAPI document, and whether an answer is as it says."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from dev.openapi import DOCUMENT

METHODS = {"get", "put", "post", "delete", "patch"}


@functools.cache
def document() -> dict[str, Any]:
    """As it is committed, with every field that it does not name forbidden."""
    read: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    for schema in read["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return read


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """By method and path."""
    return {
        (method.upper(), path): operation
        for path, item in document()["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    if "$ref" not in value:
        return value
    found: Any = document()
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found  # type: ignore[no-any-return]


@functools.cache
def _validator(reference: str) -> Draft202012Validator:
    schema = {"$ref": reference, "components": document()["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def violations(schema: Mapping[str, Any], value: Any) -> list[str]:
    """What of a value is not as a schema of the document says."""
    if "$ref" not in schema:
        return []
    found = _validator(schema["$ref"]).iter_errors(value)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in found]


def surprises(
    method: str, path: str, status: int, headers: Mapping[str, str], text: str
) -> list[str]:
    """How an answer differs from what the document says; header names are in lower case.

    What the document has no operation for is not looked at: see the test of all routes.
    """
    operation = operations().get((method, path))
    if operation is None:
        return []
    said = operation["responses"].get(str(status))
    if said is None:
        return [f"{operation['operationId']}: {status} is not described"]
    said = resolved(said)
    missing = [
        f"no header {name}"
        for name, header in said.get("headers", {}).items()
        if header["required"] and name.lower() not in headers
    ]
    content = said.get("content")
    if content is None:
        return missing + (["a body"] if text else [])
    kind = headers.get("content-type", "").partition(";")[0]
    if kind not in content:
        return [*missing, f"content of the type {kind}"]
    if not kind.endswith("json"):
        return missing
    return missing + violations(content[kind]["schema"], json.loads(text))
