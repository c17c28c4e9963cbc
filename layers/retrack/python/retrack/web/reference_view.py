"""An OpenAPI document as its page shows it. It follows what our own document uses of OpenAPI."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a property; `link` names the schema that it is of, if it is of one."""

    name: str
    kind: str
    link: str = ""
    text: str = ""
    place: str = ""
    is_required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer that an operation may give."""

    status: str
    text: str
    link: str
    headers: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A route with all that is said of it. `body` is the link to the schema of its body."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    is_open: bool
    fields: Sequence[Field]
    body: str
    example: str
    outcomes: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations about one thing."""

    name: str
    text: str
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class Schema:
    """What a body looks like; without fields it is one of `values`."""

    name: str
    text: str
    fields: Sequence[Field]
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole page."""

    title: str
    paragraphs: Sequence[str]
    groups: Sequence[Group]
    schemas: Sequence[Schema]


def reference(document: _Json) -> Reference:
    """The page of a document."""
    reader = _Reader(document)
    info = document["info"]
    return Reference(
        info["title"],
        info["description"].split("\n\n"),
        [
            Group(tag["name"], tag["description"], list(reader.operations(tag["name"])))
            for tag in document["tags"]
        ],
        [_schema(name, told) for name, told in document["components"]["schemas"].items()],
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads operations, whose parts may stand elsewhere in the document."""

    document: _Json

    def operations(self, tag: str) -> Iterator[Operation]:
        """Those of a group."""
        for path, item in self.document["paths"].items():
            for method, told in item.items():
                if tag in told["tags"]:
                    yield self._operation(method.upper(), path, told)

    def _operation(self, method: str, path: str, told: _Json) -> Operation:
        content = _content(told.get("requestBody", {}))
        return Operation(
            told["operationId"],
            method,
            path,
            told["summary"],
            told.get("description", ""),
            told.get("security") == [],
            [_parameter(self._found(parameter)) for parameter in told.get("parameters", [])],
            _kind(content.get("schema", {}))[1],
            self._example(content),
            [self._outcome(s, self._found(answer)) for s, answer in told["responses"].items()],
        )

    def _example(self, content: _Json) -> str:
        for example in content.get("examples", {}).values():
            return json.dumps(self._found(example)["value"], indent=2, ensure_ascii=False)
        return ""

    def _outcome(self, status: str, answer: _Json) -> Outcome:
        link = _kind(_content(answer).get("schema", {}))[1]
        return Outcome(status, answer["description"], link, ", ".join(answer.get("headers", {})))

    def _found(self, value: _Json) -> _Json:
        """What a reference stands for."""
        if "$ref" not in value:
            return value
        found: Any = self.document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return dict(found)


def _content(told: _Json) -> _Json:
    """The one kind of content that a request or an answer has."""
    content: _Json = next(iter(told.get("content", {}).values()), {})
    return content


def _parameter(told: _Json) -> Field:
    kind, link = _kind(told["schema"])
    return Field(
        told["name"],
        kind,
        link,
        told.get("description", ""),
        told["in"],
        bool(told.get("required")),
        str(told.get("example", "")),
    )


def _schema(name: str, told: _Json) -> Schema:
    required = told.get("required", [])
    fields = [
        Field(field, *_kind(about), about.get("description", ""), is_required=field in required)
        for field, about in told.get("properties", {}).items()
    ]
    return Schema(name, told.get("description", ""), fields, told.get("enum", []))


def _kind(schema: _Json) -> tuple[str, str]:
    """In words what a schema allows, and the name of the schema that it is about."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    if "anyOf" in schema:
        parts = [_kind(part) for part in schema["anyOf"]]
        return " | ".join(words for words, _ in parts), next((n for _, n in parts if n), "")
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"]), ""
    if schema.get("type") == "array":
        words, link = _kind(schema["items"])
        return f"[{words}]", link
    if "additionalProperties" in schema and schema.get("type") == "object":
        words, link = _kind_of_values(schema)
        return "{…: " + words + "}", link
    return _plain(schema), ""


def _kind_of_values(schema: _Json) -> tuple[str, str]:
    values = schema["additionalProperties"]
    return _kind(values) if isinstance(values, Mapping) else ("any", "")


def _plain(schema: _Json) -> str:
    words = str(schema.get("format") or schema.get("type") or "any")
    longest = schema.get("maxLength")
    return f"{words} (≤ {longest})" if longest else words
