"""Makes what the template declares in the emulated AWS, in the order in which one needs another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dev import creators
from dev.creators import Made, Workshop
from dev.place import Misconfigured
from dev.template import Evaluator

if TYPE_CHECKING:
    from dev.template import Template


@dataclass(slots=True)
class Stack:
    """What was made: physical ids, attributes, and the properties as they came out."""

    template: Template
    made: dict[str, Made] = field(default_factory=dict)
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)

    def ref(self, name: str) -> str:
        """What `Ref` gives."""
        return self.made[name].ref

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The evaluated properties of the resources of one type, by logical id."""
        return {name: self.properties[name] for name in self.template.of_type(kind)}


def provision(template: Template, workshop: Workshop) -> Stack:
    """Makes every declared resource.

    Raises:
        Misconfigured: the local stack does not know a type, or resources need one another.
    """
    unknown = {
        resource["Type"]: name
        for name, resource in template.resources.items()
        if resource["Type"] not in creators.CREATORS
    }
    if unknown:
        listed = ", ".join(f"{kind} ({name})" for kind, name in sorted(unknown.items()))
        msg = (
            f"template.yaml declares what the local stack does not have: {listed}. "
            "Teach it in dev/creators.py."
        )
        raise Misconfigured(msg)
    maker = _Maker(template, workshop)
    for name in template.resources:
        maker.make(name)
    return maker.stack


class _Maker:
    def __init__(self, template: Template, workshop: Workshop) -> None:
        self.stack = Stack(template)
        self._workshop = workshop
        self._begun: list[str] = []
        self._evaluator = Evaluator(template, lambda name: self.make(name).ref, self._attribute)

    def make(self, name: str) -> Made:
        if name in self.stack.made:
            return self.stack.made[name]
        if name in self._begun:
            msg = f"template.yaml: {' needs '.join([*self._begun, name])}, a circle."
            raise Misconfigured(msg)
        if name not in self.stack.template.resources:
            msg = f"template.yaml refers to {name}, which it does not declare."
            raise Misconfigured(msg)
        self._begun.append(name)
        resource = self.stack.template.resources[name]
        properties = self._evaluator.value(resource.get("Properties", {}))
        made = creators.CREATORS[resource["Type"]](self._workshop, name, properties)
        self._begun.pop()
        self.stack.made[name], self.stack.properties[name] = made, properties
        return made

    def _attribute(self, name: str, attribute: str) -> str:
        made = self.make(name)
        if attribute not in made.attributes:
            kind = self.stack.template.resources[name]["Type"]
            msg = f"dev/creators.py gives no {attribute} of {name} ({kind})."
            raise Misconfigured(msg)
        return made.attributes[attribute]
