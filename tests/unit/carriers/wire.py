"""In place of a provider: canned answers, and a pacer that does not wait."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import BaseAdapter

Canned = tuple[int, bytes] | Exception


class Wire(BaseAdapter):
    """In place of the network: gives canned answers, keeps what was sent."""

    def __init__(self, *canned: Canned) -> None:
        super().__init__()
        self.canned = list(canned)
        self.sent: list[requests.PreparedRequest] = []
        self.timeouts: list[object] = []
        self.proxies: list[dict[str, str]] = []

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: bool | str = True,
        cert: object = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        self.sent.append(request)
        self.timeouts.append(timeout)
        self.proxies.append(dict(proxies or {}))
        canned = self.canned.pop(0) if len(self.canned) > 1 else self.canned[0]
        if isinstance(canned, Exception):
            raise canned
        response = requests.Response()
        response.status_code, response._content = canned
        response.headers["Location"] = "https://elsewhere.example/"
        response.request, response.url = request, str(request.url)
        return response

    def close(self) -> None: ...

    def bodies(self) -> list[Any]:
        return [json.loads(request.body or "") for request in self.sent]


class Paces:
    """A pacer that only writes down what it was asked."""

    def __init__(self) -> None:
        self.turns = 0
        self.pauses: list[float] = []

    def wait_turn(self) -> None:
        self.turns += 1

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
