"""What holds for everything that the template declares."""

from __future__ import annotations

import ast
import re
import subprocess
from typing import Any

import pytest

from retrack.runtime import settings
from tests.architecture import sources, template

# AWS wants six times the function's timeout, so that no batch is handed out twice while it is
# worked on.
# Source: Lambda developer guide, "Creating and configuring an Amazon SQS event source mapping".
VISIBILITY_TIMEOUTS = 6
# Actions on things that have no ARN.
WITHOUT_RESOURCE = {
    "sns:Publish": "a text message goes to a phone number",
    "sns:CheckIfPhoneNumberIsOptedOut": "a phone number has no ARN",
    "cloudwatch:PutMetricData": "metrics have no ARN",
    "xray:PutTelemetryRecords": "traces have no ARN",
    "xray:PutTraceSegments": "traces have no ARN",
}
BATCH_SOURCES = ("SQS", "DynamoDB", "Kinesis")

FUNCTIONS = sorted(template.functions())
QUEUES = sorted(template.resources("AWS::SQS::Queue"))
BATCHES = [
    pytest.param(name, event, id=f"{name}-{key}")
    for name, properties in template.functions().items()
    for key, event in properties.get("Events", {}).items()
    if event["Type"] in BATCH_SOURCES
]
FOLDERS = [path.parent.name for path in sources.handlers()]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_is_a_function_of_the_template(folder: str) -> None:
    assert template.id_of(folder) in FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_template_has_its_folder(name: str) -> None:
    assert name.endswith("Function")
    assert (sources.FUNCTIONS / template.folder_of(name) / "app.py").is_file()
    assert template.of_function(name, "Handler") == "app.lambda_handler"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_keeps_its_logs_for_a_stated_time(name: str) -> None:
    group = template.resources("AWS::Logs::LogGroup").get(f"{name}LogGroup")

    assert group, "no log group"
    assert group.get("RetentionInDays")


@pytest.mark.parametrize("name", QUEUES)
def test_every_queue_has_a_dead_letter_queue_and_a_stated_retention(name: str) -> None:
    queue = template.resources("AWS::SQS::Queue")[name]

    assert queue.get("MessageRetentionPeriod")
    if name.endswith("Dlq"):
        return
    dead_letters = template.referred(queue["RedrivePolicy"]["deadLetterTargetArn"])
    assert dead_letters in QUEUES
    assert dead_letters.endswith("Dlq")
    # The dead letters of a FIFO queue go to a FIFO queue.
    other = template.resources("AWS::SQS::Queue")[dead_letters]
    assert other.get("FifoQueue", False) == queue.get("FifoQueue", False)


@pytest.mark.parametrize(("name", "event"), BATCHES)
def test_a_failed_record_is_handed_back_alone(name: str, event: dict[str, Any]) -> None:
    assert "ReportBatchItemFailures" in event["Properties"].get("FunctionResponseTypes", [])


@pytest.mark.parametrize(("name", "event"), BATCHES)
def test_a_queue_waits_until_the_function_must_have_ended(name: str, event: dict[str, Any]) -> None:
    if event["Type"] != "SQS":
        pytest.skip("a stream has no visibility timeout")
    source = template.referred(event["Properties"]["Queue"])
    assert source in QUEUES
    queue = template.resources("AWS::SQS::Queue")[source]

    default = 30  # seconds; what SQS does when nothing is said
    timeout = template.of_function(name, "Timeout", 3)
    assert queue.get("VisibilityTimeout", default) >= VISIBILITY_TIMEOUTS * timeout


@pytest.mark.parametrize(("name", "event"), BATCHES)
def test_a_stream_gives_up_somewhere(name: str, event: dict[str, Any]) -> None:
    if event["Type"] == "SQS":
        pytest.skip("the queue has its own dead letters")
    properties = event["Properties"]

    assert properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    assert properties.get("MaximumRetryAttempts") or properties.get("MaximumRecordAgeInSeconds")


@pytest.mark.parametrize(("name", "statement"), template.statements())
def test_a_policy_names_its_actions_and_resources(name: str, statement: dict[str, Any]) -> None:
    actions = template.as_list(statement.get("Action", []))
    wild = "NotResource" in statement or "*" in template.as_list(statement.get("Resource", []))

    if statement["Effect"] == "Deny":
        return
    assert actions, "NotAction allows what nobody has read"
    assert not [action for action in actions if action.endswith("*")]
    assert not wild or set(actions) <= set(WITHOUT_RESOURCE)


def _settings_of(folder: str) -> type[settings.Settings]:
    """The class that a function starts with: `wiring.start(OrdersApiSettings)`."""
    started = [
        ast.unparse(node.args[0])
        for node in ast.walk(sources.tree(sources.FUNCTIONS / folder / "app.py"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "wiring.start"
    ]
    assert len(started) == 1
    found: type[settings.Settings] = getattr(settings, started[0])
    assert issubclass(found, settings.Settings)
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_given_the_variables_that_it_reads(name: str) -> None:
    given = {key for key in template.variables(name) if not template.NOT_OURS.match(key)}

    assert given == set(_settings_of(template.folder_of(name)).variables())


def _tracked() -> list[str]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=sources.ROOT, capture_output=True, text=True, check=False
    )
    return [name for name in done.stdout.split("\0") if name and (sources.ROOT / name).is_file()]


# In two halves each, or this file would be the first to be found.
UNWANTED = re.compile(
    "|".join(
        left + right
        for left, right in (
            (r"py", r"pi\.org"),
            (r"python", r"hosted\.org"),
            (r"registry\.", r"npmjs"),
            (r"repo1?\.", r"maven"),
            (r"proxy\.", r"golang"),
            (r"static\.", r"crates\.io"),
            (r"deb\.", r"debian\.org"),
            (r"\.\./", r"shared"),
            (r"\bTO", r"DO\b"),
            (r"\bFIX", r"ME\b"),
        )
    ),
)


def test_no_file_speaks_of_what_is_not_part_of_the_project() -> None:
    found = []
    for name in _tracked():
        if name.endswith((".min.js", ".png", ".ico", ".woff2")):
            continue
        text = (sources.ROOT / name).read_text(encoding="utf-8", errors="ignore")
        found += [(name, match[0]) for match in UNWANTED.finditer(text)]

    assert not found
