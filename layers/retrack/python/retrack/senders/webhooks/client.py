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
        connection = http.client.HTTPConnection(target.host, target.port)
        with _Deadline(connection, self._seconds):
            connection.sock = self._opened(target, found)
            if target.scheme == "https":
                secured = _tls().wrap_socket(
                    connection.sock, server_hostname=target.host, do_handshake_on_connect=False
                )
                connection.sock = secured
                secured.do_handshake()
            # http.client leaves out only the port of plain HTTP.
            host = f"[{target.host}]" if ":" in target.host else target.host
            named = host if target.port in {80, 443} else f"{host}:{target.port}"
            connection.request("POST", target.path, content, {"Host": named, **headers})
            return connection.getresponse().status

    def _opened(self, target: Target, found: Sequence[str]) -> socket.socket:
        """A connection to the first address that takes one."""
        failure: OSError = OSError()
        patience = self._seconds / (_MOST_ADDRESSES + 1)  # the deadline comes after all of them
        for address in found[:_MOST_ADDRESSES]:
            try:
                opened = socket.create_connection((address, target.port), patience)
            except OSError as exc:
                failure = exc
            else:
                opened.settimeout(self._seconds)
                return opened
        raise failure


class _Deadline:
    """Closes a connection in time: each read has a timeout of its own, and drops add up."""

    def __init__(self, connection: http.client.HTTPConnection, seconds: float) -> None:
        """From now on."""
        self._connection = connection
        self._over = threading.Event()
        self._timer = threading.Timer(seconds, self._end)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        """Raises `TimeoutError` where it was over: what was read by then is not an answer."""
        self._timer.cancel()
        self._connection.close()
        if self._over.is_set():
            raise TimeoutError

    def _end(self) -> None:
        self._over.set()
        with contextlib.suppress(OSError, AttributeError):  # not connected yet, or no longer
            self._connection.sock.shutdown(socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
