"""Posting to addresses of strangers: to the IP address that was checked, and no further.

No redirect is followed, no proxy asked, and of the answer only its status is read.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from functools import cache

from retrack.senders.webhooks import addresses
from retrack.senders.webhooks.addresses import Resolve, Target
from retrack.senders.webhooks.signing import signed_headers
from retrack.services.ports import Clock
from retrack.services.webhook_ports import NotReceived

SECONDS = 10.0  # for all of it, from the connection to the answer's status
_MOST_ADDRESSES = 3
_USER_AGENT = "Retrack-Webhooks/1"


class WebhookClient:
    """`Receiver` over HTTP."""

    def __init__(
        self,
        clock: Clock,
        *,
        allow_private: bool = False,
        seconds: float = SECONDS,
        resolve: Resolve = addresses.resolve,
    ) -> None:
        """`allow_private` is for receivers on one's own machine; `seconds` is how long to wait."""
        self._clock, self._seconds, self._resolve = clock, seconds, resolve
        self._allow_private = allow_private

    def post(self, url: str, message_id: str, body: str, *, secret: str) -> int:
        """One POST; the status of its answer.

        Raises:
            NotReceived: no answer, or not an address that we call.
        """
        try:
            target = addresses.target_of(url, allow_private=self._allow_private)
        except ValueError as exc:
            raise NotReceived("address_refused") from exc
        found = addresses.addresses_of(target, self._resolve, allow_private=self._allow_private)
        content = body.encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": _USER_AGENT,
            "Connection": "close",
            **signed_headers(message_id, content, secret=secret, now=self._clock.now()),
        }
        try:
            return self._answer(target, found, content, headers)
        except TimeoutError as exc:
            raise NotReceived("timeout") from exc
        except ssl.SSLError as exc:
            raise NotReceived("tls") from exc
        except (OSError, http.client.HTTPException) as exc:
            raise NotReceived("no_answer") from exc

    def _answer(
        self, target: Target, found: Sequence[str], content: bytes, headers: Mapping[str, str]
    ) -> int:
        opened = self._opened(target, found)
        # Each read has a timeout of its own; this ends an answer that comes drop by drop.
        end = threading.Timer(self._seconds, _shut, [opened])
        end.start()
        connection = http.client.HTTPConnection(target.host, target.port)
        try:
            if target.scheme == "https":
                opened = _tls().wrap_socket(opened, server_hostname=target.host)
            connection.sock = opened
            # http.client leaves out only the port of plain HTTP.
            host = f"[{target.host}]" if ":" in target.host else target.host
            named = host if target.port in {80, 443} else f"{host}:{target.port}"
            connection.request("POST", target.path, content, {"Host": named, **headers})
            return connection.getresponse().status
        finally:
            end.cancel()
            connection.close()
            opened.close()

    def _opened(self, target: Target, found: Sequence[str]) -> socket.socket:
        """A connection to the first address that takes one."""
        failure: OSError = OSError()
        for address in found[:_MOST_ADDRESSES]:
            try:
                return socket.create_connection(
                    (address, target.port), self._seconds / _MOST_ADDRESSES
                )
            except OSError as exc:
                failure = exc
        raise failure


def _shut(opened: socket.socket) -> None:
    with contextlib.suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
