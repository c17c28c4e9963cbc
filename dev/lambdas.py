"""Runs the functions: as many execution environments as there are events at once, up to a few."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dev.lambda_worker import SERVICE_NAME
from dev.place import ROOT, Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dev.provision import Stack

MOST = 5  # execution environments; each is a process of about 100 MB
DEFAULT_TIMEOUT = 3  # seconds; Lambda's own


@dataclass(frozen=True, slots=True)
class Function:
    """A declared function. `folder` is where its code is, `timeout` in seconds."""

    logical_id: str
    name: str
    arn: str
    folder: str
    service: str
    timeout: int
    memory: int


@dataclass(frozen=True, slots=True)
class Failed:
    """What a handler raised."""

    kind: str
    message: str
    trace: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an invocation ended: with a result, or with an error."""

    request_id: str
    result: Any = None
    error: Failed | None = None


def folder_of(logical_id: str) -> str:
    """`OrdersApiFunction` is in the folder `orders_api`."""
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", logical_id.removesuffix("Function")).lower()


def functions_of(stack: Stack) -> dict[str, Function]:
    """The declared functions, by ARN.

    Raises:
        Misconfigured: a function has no code.
    """
    found = {}
    for logical_id, properties in stack.of_type("AWS::Lambda::Function").items():
        made = stack.made[logical_id]
        variables = properties.get("Environment", {}).get("Variables", {})
        folder = folder_of(logical_id)
        if not (ROOT / "functions" / folder / "app.py").is_file():
            msg = f"template.yaml declares {logical_id}, but there is no functions/{folder}/app.py."
            raise Misconfigured(msg)
        found[made.attributes["Arn"]] = Function(
            logical_id=logical_id,
            name=made.ref,
            arn=made.attributes["Arn"],
            folder=folder,
            service=variables.get(SERVICE_NAME, folder),
            timeout=int(properties.get("Timeout", DEFAULT_TIMEOUT)),
            memory=int(properties.get("MemorySize", 128)),
        )
    return found


def variables_of(stack: Stack) -> dict[str, str]:
    """The environment variables of all functions together: locally they share processes.

    Raises:
        Misconfigured: two functions want different values for one name.
    """
    together: dict[str, tuple[str, str]] = {}
    for logical_id, properties in stack.of_type("AWS::Lambda::Function").items():
        for name, value in properties.get("Environment", {}).get("Variables", {}).items():
            if name == SERVICE_NAME:
                continue
            other_id, other = together.setdefault(name, (logical_id, str(value)))
            if other != str(value):
                msg = (
                    f"{logical_id} and {other_id} want different values for {name}; the functions "
                    "share processes locally, so give the variable two names."
                )
                raise Misconfigured(msg)
    return {name: value for name, (_, value) in together.items()}


class Lambdas:
    """The functions, ready to be invoked from any thread."""

    def __init__(self, clock_offset: Callable[[], float], *, most: int = MOST) -> None:
        self.functions: dict[str, Function] = {}
        self._environment: Mapping[str, str] = {}
        self._configured = threading.Event()
        self._clock_offset = clock_offset
        self._most = most
        self._free: list[_Environment] = []
        self._all: list[_Environment] = []
        self._warm: dict[str, _Environment] = {}  # by folder, where a function ran last
        self._starting = 0
        self._changed = threading.Condition()
        self._ended = False

    def named(self, logical_id: str) -> Function:
        """A function by its name in the template."""
        return next(f for f in self.functions.values() if f.logical_id == logical_id)

    def start(self) -> None:
        """Starts an environment beforehand, and returns at once."""
        with self._changed:
            self._grow()

    def configure(self, functions: dict[str, Function], environment: Mapping[str, str]) -> None:
        """Says which functions there are, and what their environment is."""
        self.functions, self._environment = functions, environment
        self._configured.set()

    def invoke(self, function: Function, event: Any) -> Outcome:
        """Runs a handler and waits for its end. What it raised is printed, and in the outcome."""
        request_id = str(uuid.uuid4())
        environment = self._take(function.folder)
        try:
            answer = environment.ask(
                {
                    "folder": function.folder,
                    "name": function.name,
                    "service": function.service,
                    "timeout": function.timeout,
                    "memory": function.memory,
                    "request_id": request_id,
                    "clock_offset": self._clock_offset(),
                    "event": event,
                }
            )
        except Stopped:
            if self._ended:
                raise
            answer = {"error": {"type": "Runtime.ExitError", "message": "it exited", "trace": ""}}
        finally:
            self._give_back(environment)
        if "error" not in answer:
            return Outcome(request_id, result=answer["result"])
        error = answer["error"]
        return Outcome(request_id, error=Failed(error["type"], error["message"], error["trace"]))

    def stop(self) -> None:
        """Ends all environments, whatever they do."""
        with self._changed:
            self._ended = True
            self._configured.set()
            environments = list(self._all)
            self._changed.notify_all()
        for environment in environments:
            environment.end()

    def _take(self, folder: str) -> _Environment:
        """One that is free: where this function ran last, as AWS would; else who rested longest.

        What a function keeps while it is warm, such as its pace at a carrier, is then kept here.
        """
        with self._changed:
            while not self._free:
                if self._ended:
                    raise Stopped
                if not self._starting and len(self._all) < self._most:
                    self._grow()
                self._changed.wait(1)
            warm = self._warm.get(folder)
            chosen = warm if warm in self._free else self._free[0]
            self._free.remove(chosen)
            self._warm[folder] = chosen
            return chosen

    def _give_back(self, environment: _Environment) -> None:
        with self._changed:
            if environment.is_alive():
                self._free.append(environment)
            else:
                self._all.remove(environment)
            self._changed.notify()

    def _grow(self) -> None:
        self._starting += 1
        threading.Thread(target=self._add, daemon=True).start()

    def _add(self) -> None:
        environment = None
        try:
            environment = _Environment()
            self._configured.wait()
            load = {function.folder: function.service for function in self.functions.values()}
            environment.ask({"load": load, "environment": dict(self._environment)})
        except Stopped:
            environment = None
        with self._changed:
            self._starting -= 1
            if environment and self._ended:
                environment.end()
            elif environment:
                self._all.append(environment)
                self._free.append(environment)
            self._changed.notify()


class Stopped(Exception):
    """The stack ends, or an environment did."""


class _Environment:
    """A process that runs handlers, one event at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dev.lambda_worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            process_group=0,  # Ctrl-C is for the parent alone, which ends us
        )

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """Sends one order and waits for its answer.

        Raises:
            Stopped: the process is gone.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise Stopped
        try:
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
            line = stdout.readline()
        except (OSError, ValueError) as exc:
            raise Stopped from exc
        if not line:
            raise Stopped
        answer: dict[str, Any] = json.loads(line)
        return answer

    def is_alive(self) -> bool:
        """Whether it can take another event."""
        return self._process.poll() is None

    def end(self) -> None:
        """Ends it at once."""
        self._process.kill()
        self._process.wait()
