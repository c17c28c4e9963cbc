"""The emulated AWS as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from dev.place import ROOT, Misconfigured

if TYPE_CHECKING:
    from dev.aws_control import AwsControl
    from dev.place import Place

PATIENCE = 30  # seconds; it takes about one


class AwsProcess:
    """Runs `python -m dev.aws`; it also ends when this process does, however that comes about."""

    def __init__(self, place: Place) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MOTO_"))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dev.aws", str(place.aws_port)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            process_group=0,  # Ctrl-C is for the parent alone, which ends us
        )

    def wait_until_up(self, control: AwsControl) -> None:
        """Returns once it answers.

        Raises:
            Misconfigured: it ended, or took far too long.
        """
        until = time.monotonic() + PATIENCE
        while not control.is_up():
            if self._process.poll() is not None or time.monotonic() > until:
                msg = "The emulated AWS did not start; what it said is above."
                raise Misconfigured(msg)
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends it at once; nothing in it is to be kept."""
        self._process.kill()
        self._process.wait()
