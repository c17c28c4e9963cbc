"""template.yaml as the architecture tests read it."""

from __future__ import annotations

import functools
import re
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from tests.architecture import sources

PATH = sources.ROOT / "template.yaml"
# Read by AWS's runtime, Python or Powertools, not by our settings.
NOT_OURS = re.compile(r"^(AWS_|POWERTOOLS_|PYTHON|TZ$|LOG_LEVEL$)")


@functools.cache
def template() -> dict[str, Any]:
    return yaml_parse(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Logical id -> properties, of the resources of one type."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template().get("Resources", {}).items()
        if resource["Type"] == kind
    }


def functions() -> dict[str, dict[str, Any]]:
    return resources("AWS::Serverless::Function")


def of_function(name: str, prop: str, default: Any = None) -> Any:
    """A property of a function, or else what Globals says for all of them."""
    shared = template().get("Globals", {}).get("Function", {})
    return functions()[name].get(prop, shared.get(prop, default))


def variables(name: str) -> dict[str, Any]:
    """The environment variables of a function: those of all functions, and its own over them."""
    shared = template().get("Globals", {}).get("Function", {})
    return {
        **shared.get("Environment", {}).get("Variables", {}),
        **functions()[name].get("Environment", {}).get("Variables", {}),
    }


def folder_of(name: str) -> str:
    """`OrdersApiFunction` is built from the folder `orders_api`."""
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name.removesuffix("Function")).lower()


def id_of(folder: str) -> str:
    return "".join(word.capitalize() for word in folder.split("_")) + "Function"


def referred(value: Any) -> str | None:
    """The logical id that `!Ref X`, `!GetAtt X.Arn` or `!Sub ${X}...` speaks of."""
    if not isinstance(value, dict):
        return None
    if "Ref" in value:
        return str(value["Ref"])
    if "Fn::GetAtt" in value:
        target = value["Fn::GetAtt"]
        return str(target[0] if isinstance(target, list) else target.partition(".")[0])
    found = re.search(r"\$\{([A-Za-z0-9]+)", str(value.get("Fn::Sub", "")))
    return found[1] if found else None


def dummy(value: Any) -> str:
    """What a variable may hold where nothing is deployed: its literal or default, else a word."""
    if not isinstance(value, dict):
        return str(value)
    parameter = template().get("Parameters", {}).get(value.get("Ref"), {})
    return str(parameter.get("Default") or "https://dummy.example/1")


def statements() -> list[tuple[str, dict[str, Any]]]:
    """Every policy statement written out in the template, with the resource that it belongs to.

    SAM's ready-made policies name their resource themselves. Trust policies name none.
    """
    found: list[tuple[str, dict[str, Any]]] = []
    for name, resource in template().get("Resources", {}).items():
        properties = dict(resource.get("Properties", {}))
        properties.pop("AssumeRolePolicyDocument", None)
        found.extend((name, statement) for statement in _statements_in(properties))
    return found


def _statements_in(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for entry in value for found in _statements_in(entry)]
    if not isinstance(value, dict):
        return []
    if "Effect" in value:
        return [value]
    return [found for entry in value.values() for found in _statements_in(entry)]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
