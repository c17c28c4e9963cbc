"""`python -m dev.lambda_worker`: an execution environment. One event at a time, as in Lambda.

It reads a line of JSON for each invocation from standard input and answers with one. Handlers share
module-level state that does not stand two requests at once, so threads are not for them.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import sys
import time
import traceback
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

import boto3  # noqa: F401  loaded while the stack around it is still being made

from dev.clock import LocalClock
from dev.place import ACCOUNT, REGION, ROOT
from retrack.runtime import wiring

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE_NAME = "POWERTOOLS_SERVICE_NAME"  # the one variable that each function has its own of


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda tells a handler about its invocation."""

    function_name: str
    memory_limit_in_mb: str
    aws_request_id: str
    deadline: float
    function_version: str = "$LATEST"
    log_stream_name: str = "local"
    identity: None = None
    client_context: None = None

    @property
    def invoked_function_arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Where its logs would be."""
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Until the function's timeout, which is not enforced here."""
        return max(0, int((self.deadline - time.time()) * 1000))


class Worker:
    """Loads functions as they are first asked for, and runs them."""

    def __init__(self) -> None:
        self._clock = LocalClock()
        self._handlers: dict[str, Callable[[Any, Any], Any]] = {}

    def invoke(self, order: dict[str, Any]) -> dict[str, Any]:
        """Runs one event; what the handler raises is an answer too."""
        self._clock.follow(order["clock_offset"])
        context = Context(
            function_name=order["name"],
            memory_limit_in_mb=str(order["memory"]),
            aws_request_id=order["request_id"],
            deadline=time.time() + order["timeout"],
        )
        try:
            result = self.handler(order["folder"], order["service"])(order["event"], context)
            return {"result": json.loads(json.dumps(result))}
        except Exception as exc:  # noqa: BLE001  whatever a handler lets out is Lambda's to report
            return {
                "error": {
                    "type": type(exc).__name__,
                    "message": str(exc),
                    "trace": "".join(traceback.format_exception(exc)),
                }
            }

    def handler(self, folder: str, service: str) -> Callable[[Any, Any], Any]:
        """The `lambda_handler` of `functions/<folder>/app.py`."""
        if folder not in self._handlers:
            os.environ[SERVICE_NAME] = service
            module_name = f"functions.{folder}.app"
            path = ROOT / "functions" / folder / "app.py"
            spec = importlib.util.spec_from_file_location(module_name, path)
            if spec is None or spec.loader is None or not path.is_file():
                msg = f"there is no {path.relative_to(ROOT)}"
                raise FileNotFoundError(msg)
            module = importlib.util.module_from_spec(spec)
            sys.modules[module_name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[module_name]
                raise
            self._handlers[folder] = module.lambda_handler
        return self._handlers[folder]

    def configure(self, environment: dict[str, str], load: dict[str, str]) -> None:
        """Takes the functions' environment over, and loads them.

        What cannot be loaded is told whenever it is invoked.
        """
        os.environ.update(environment)
        wiring.set_clock(self._clock)
        for folder, service in load.items():
            with suppress(Exception):
                self.handler(folder, service)


class _Console(io.TextIOBase):
    """What handlers print, by lines, without the metrics that CloudWatch would take out."""

    def __init__(self) -> None:
        self._line = ""

    def write(self, text: str) -> int:
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            if not line.startswith(_METRICS):
                os.write(2, f"{line}\n".encode())
        return len(text)


_METRICS = '{"_aws":'  # Source: CloudWatch, "Specification: Embedded metric format"


def _answers() -> TextIO:
    """The pipe to the parent; what handlers print goes to the console instead."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = _Console()
    # Said of every handler that counts nothing.
    warnings.filterwarnings("ignore", "No application metrics to publish")
    return answers


def main() -> None:
    """Runs invocations until the parent is gone."""
    answers = _answers()
    worker = Worker()
    for line in sys.stdin:
        order = json.loads(line)
        if "load" in order:
            worker.configure(order["environment"], order["load"])
            answer: dict[str, Any] = {"loaded": True}
        else:
            answer = worker.invoke(order)
        with suppress(BrokenPipeError):
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
