"""One account's HTTP connection to a provider: paced, in time, and never led elsewhere."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

import requests

from retrack.carriers.pacing import Pacer
from retrack.domain.errors import CarrierSlow, CarrierUnavailable

_CONNECT_TIMEOUT: Final = 3.0  # seconds


class Reply(NamedTuple):
    """An HTTP answer, whatever its status."""

    status: int
    body: bytes


class Connection:
    """Keep one for each account: it is reused from one call to the next."""

    def __init__(
        self,
        *,
        title: str,
        url: str,
        headers: Mapping[str, str],
        timeout: float,
        pacer: Pacer,
        pauses: Sequence[float],
    ) -> None:
        """`title` is what people call the provider.

        `url` is the API's base, `timeout` how long to wait for an answer, and `pauses` how long
        before a call that came too soon is made again, in seconds each.
        """
        self._title = title
        self._url = url.rstrip("/")
        self._timeout = (min(timeout, _CONNECT_TIMEOUT), timeout)
        self._pacer = pacer
        self._pauses = pauses
        self.session = requests.Session()
        self.session.headers.update({**headers, "Accept": "application/json"})
        # Only what is configured here decides where the key goes, no .netrc and no proxy variable.
        self.session.trust_env = False

    def get(self, path: str) -> Reply:
        """Gets what is there; the rest is as with `post`."""
        return self._patiently("GET", path, None)

    def post(self, path: str, body: object) -> Reply:
        """Posts JSON; a call that came too soon (429) is made again.

        Raises:
            CarrierSlow: no answer in time.
            CarrierUnavailable: nobody there.
        """
        return self._patiently("POST", path, body)

    def _patiently(self, method: str, path: str, body: object) -> Reply:
        reply = self._send(method, path, body)
        for pause in self._pauses:
            if reply.status != HTTPStatus.TOO_MANY_REQUESTS:
                break
            self._pacer.pause(pause)
            reply = self._send(method, path, body)
        return reply

    def _send(self, method: str, path: str, body: object) -> Reply:
        self._pacer.wait_turn()
        try:
            response = self.session.request(
                method,
                f"{self._url}/{path}",
                json=body,
                timeout=self._timeout,
                allow_redirects=False,  # the key would go along
            )
        except requests.Timeout as exc:
            msg = f"{self._title} did not answer in time; nothing was changed."
            raise CarrierSlow(msg) from exc
        except requests.RequestException as exc:
            msg = f"{self._title} could not be reached; nothing was changed."
            raise CarrierUnavailable(msg) from exc
        return Reply(response.status_code, response.content)
