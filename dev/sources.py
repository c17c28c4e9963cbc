"""What the template says about which function is fed from where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dev.place import Misconfigured
from dev.queue_pump import QueueSource
from dev.stream_pump import StreamSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dev.lambdas import Function
    from dev.provision import Stack

# Properties of a mapping that make no difference on one machine.
_IGNORED = {
    "Enabled",
    "MaximumBatchingWindowInSeconds",
    "ScalingConfig",
    "StartingPosition",
    "Tags",
}
_QUEUE = {"BatchSize", "EventSourceArn", "FunctionName", "FunctionResponseTypes"}
_STREAM = _QUEUE | {
    "BisectBatchOnFunctionError", "DestinationConfig", "FilterCriteria", "MaximumRetryAttempts",
}  # fmt: skip
_REPORTS = "ReportBatchItemFailures"


def queue_sources(stack: Stack, functions: Mapping[str, Function]) -> list[QueueSource]:
    """The queues that feed functions."""
    return [
        QueueSource(
            url=_made_with(stack, properties["EventSourceArn"], "Arn").ref,
            arn=properties["EventSourceArn"],
            function=_function(properties, functions),
            batch_size=int(properties.get("BatchSize", 10)),
            reports_failures=_REPORTS in properties.get("FunctionResponseTypes", []),
        )
        for properties in _mappings(stack, ":sqs:", _QUEUE)
    ]


def stream_sources(stack: Stack, functions: Mapping[str, Function]) -> list[StreamSource]:
    """The tables whose streams feed functions."""
    sources = []
    for properties in _mappings(stack, ":dynamodb:", _STREAM):
        arn = properties["EventSourceArn"]
        retries = properties.get("MaximumRetryAttempts", -1)
        failure = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        filters = properties.get("FilterCriteria", {}).get("Filters", [])
        sources.append(
            StreamSource(
                table=_made_with(stack, arn, "StreamArn").ref,
                arn=arn,
                function=_function(properties, functions),
                batch_size=int(properties.get("BatchSize", 100)),
                patterns=tuple(json.loads(entry["Pattern"]) for entry in filters),
                retries=None if retries < 0 else int(retries),
                bisects=bool(properties.get("BisectBatchOnFunctionError")),
                reports_failures=_REPORTS in properties.get("FunctionResponseTypes", []),
                destination=_made_with(stack, failure, "Arn").ref if failure else None,
            )
        )
    return sources


def _mappings(stack: Stack, service: str, known: set[str]) -> list[dict[str, Any]]:
    found = []
    for name, properties in stack.of_type("AWS::Lambda::EventSourceMapping").items():
        arn = properties["EventSourceArn"]
        if ":sqs:" not in arn and ":dynamodb:" not in arn:
            msg = f"{name}: the local stack has no pump for {arn}."
            raise Misconfigured(msg)
        if service not in arn:
            continue
        if unknown := set(properties) - known - _IGNORED:
            msg = f"{name}: the local stack's pump does not know {', '.join(sorted(unknown))}."
            raise Misconfigured(msg)
        found.append(properties)
    return found


def _function(properties: dict[str, Any], functions: Mapping[str, Function]) -> Function:
    return next(f for f in functions.values() if f.name == properties["FunctionName"])


def _made_with(stack: Stack, arn: str, attribute: str) -> Any:
    return next(made for made in stack.made.values() if made.attributes.get(attribute) == arn)
