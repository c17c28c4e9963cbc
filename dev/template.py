"""`template.yaml` as AWS would deploy it: SAM's resources translated, parameters filled in."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from dev.place import ACCOUNT, REGION, ROOT, STACK, Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": STACK,
    "AWS::URLSuffix": "amazonaws.com",
}
_PACKAGE = {"Bucket": "local", "Key": "local"}  # SAM wants to know where the code was put
_MANAGED = {
    "AWSLambdaBasicExecutionRole": (
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    )
}


@dataclass(frozen=True, slots=True)
class Template:
    """What is declared: resources by logical id, parameters as deployed, conditions as decided."""

    resources: Mapping[str, dict[str, Any]]
    parameters: Mapping[str, str]
    conditions: Mapping[str, bool]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The properties of the resources of one type, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }


class _Loader:
    """SAM's source of managed policies, without asking AWS."""

    def load(self) -> dict[str, str]:
        return _MANAGED


def read(overrides: Mapping[str, str], path: Path = ROOT / "template.yaml") -> Template:
    """Translates the template, with these parameters in place of their defaults.

    Raises:
        Misconfigured: a parameter has no value, or an override fits none.
    """
    source = yaml_parse(path.read_text(encoding="utf-8"))
    source.setdefault("Globals", {}).setdefault("Function", {})["CodeUri"] = _PACKAGE
    for resource in source["Resources"].values():
        if resource["Type"] == "AWS::Serverless::LayerVersion":
            resource["Properties"]["ContentUri"] = _PACKAGE
    translated = transform(source, {}, _Loader())
    parameters = _parameters(translated.get("Parameters", {}), overrides)
    conditions = _Conditions(translated.get("Conditions", {}), parameters)
    resources = {
        name: resource
        for name, resource in translated["Resources"].items()
        if "Condition" not in resource or conditions.holds(resource["Condition"])
    }
    decided = {name: conditions.holds(name) for name in translated.get("Conditions", {})}
    return Template(resources, parameters, decided)


def _parameters(declared: Mapping[str, Any], overrides: Mapping[str, str]) -> dict[str, str]:
    if unknown := set(overrides) - set(declared):
        msg = f"template.yaml has no parameter {', '.join(sorted(unknown))}."
        raise Misconfigured(msg)
    values = {name: overrides.get(name, p.get("Default")) for name, p in declared.items()}
    if missing := [name for name, value in values.items() if value is None]:
        msg = f"template.yaml's {', '.join(missing)} has no default: dev/stack.py must give it one."
        raise Misconfigured(msg)
    return {name: str(value) for name, value in values.items()} | PSEUDO_PARAMETERS


class _Conditions:
    """Decides the template's conditions."""

    def __init__(self, declared: Mapping[str, Any], parameters: Mapping[str, str]) -> None:
        self._declared = declared
        self._parameters = parameters

    def holds(self, name: str) -> bool:
        return self._decide(self._declared[name])

    def _decide(self, expression: Any) -> bool:
        ((word, parts),) = expression.items()
        if word == "Fn::Equals":
            first, second = (self._value(part) for part in parts)
            return first == second
        if word == "Fn::Not":
            return not self._decide(parts[0])
        if word in {"Fn::And", "Fn::Or"}:
            decided = [self._decide(part) for part in parts]
            return all(decided) if word == "Fn::And" else any(decided)
        if word == "Condition":
            return self.holds(parts)
        msg = f"dev/template.py cannot decide {word} in template.yaml's Conditions."
        raise Misconfigured(msg)

    def _value(self, part: Any) -> str:
        return self._parameters[part["Ref"]] if isinstance(part, dict) else str(part)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Replaces CloudFormation's functions by what they stand for.

    `reference` gives what `Ref` does for a resource, `attribute` what `Fn::GetAtt` does.
    """

    template: Template
    reference: Callable[[str], str]
    attribute: Callable[[str, str], str]

    def value(self, given: Any) -> Any:
        """The same with every function replaced.

        Raises:
            Misconfigured: a function that is not known here.
        """
        if isinstance(given, list):
            values = [self.value(entry) for entry in given]
            return [value for value in values if value is not _NOTHING]
        if not isinstance(given, dict):
            return given
        if len(given) == 1:
            ((word, parts),) = given.items()
            if word == "Ref" or word.startswith("Fn::"):
                return self._function(word, parts)
        found = {name: self.value(entry) for name, entry in given.items()}
        return {name: value for name, value in found.items() if value is not _NOTHING}

    def _function(self, word: str, parts: Any) -> Any:
        known: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::If": self._if,
            "Fn::Join": self._join,
        }
        if word not in known:
            msg = f"dev/template.py does not know {word}, which template.yaml uses."
            raise Misconfigured(msg)
        return known[word](parts)

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NOTHING
        parameters = self.template.parameters
        return parameters[name] if name in parameters else self.reference(name)

    def _get_att(self, parts: Any) -> str:
        name, _, attribute = ".".join(parts if isinstance(parts, list) else [parts]).partition(".")
        return self.attribute(name, attribute)

    def _if(self, parts: list[Any]) -> Any:
        condition, holds, otherwise = parts
        return self.value(holds if self.template.conditions[condition] else otherwise)

    def _join(self, parts: list[Any]) -> str:
        between, entries = parts
        return str(between).join(str(entry) for entry in self.value(entries))

    def _sub(self, parts: Any) -> str:
        text, own = parts if isinstance(parts, list) else (parts, {})
        own = self.value(own)
        pieces = text.split("${")
        filled = [pieces[0]]
        for piece in pieces[1:]:
            name, _, rest = piece.partition("}")
            filled += [self._named(name, own), rest]
        return "".join(filled)

    def _named(self, name: str, own: Mapping[str, Any]) -> str:
        if name.startswith("!"):
            return "${" + name[1:] + "}"
        if name in own:
            return str(own[name])
        return self._get_att(name) if "." in name else str(self._ref(name))


_NOTHING = functools.partial  # stands for AWS::NoValue; no template holds it
