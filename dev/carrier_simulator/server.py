"""HTTP as the simulator needs it: kept-alive connections, an answer in one write, clean stops."""

import socket
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

LONGEST_HANG = 30.0  # seconds in which a call that is to time out gets no answer


@dataclass(frozen=True, slots=True)
class Request:
    """A request, header names in lower case."""

    method: str
    path: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply; None in its place means never to answer."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


_Connection = socket.socket | tuple[bytes, socket.socket]  # the pair is UDP's
Answer = Callable[[Request], Reply | None]


class Server(ThreadingHTTPServer):
    """Answers every request by one function, each connection in a thread of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], answer: Answer) -> None:
        """Binds the address; port 0 takes any that is free."""
        self.answer = answer
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: _Connection, client_address: object) -> None:
        """Remembers the connection, so that it can be ended."""
        if isinstance(request, socket.socket):
            with self._lock:
                self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Connection) -> None:
        """Forgets the connection."""
        if isinstance(request, socket.socket):
            with self._lock:
                self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: _Connection, client_address: object) -> None:
        """A client that went away is no news; whatever else is, goes up."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def end(self) -> None:
        """Stops taking requests and ends every connection, also those kept alive."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            # Its handler then reads the end of the stream, and closes it.
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class Simulator(ABC):
    """Somebody else's API on this machine; whoever inherits says how it answers."""

    name: str  # of its thread

    def __init__(self, host: str, port: int) -> None:
        """Port 0: any free one, see `port`."""
        self._address = (host, port)
        self._server: Server | None = None

    def start(self) -> Self:
        """Begins to answer."""
        self._server = Server(self._address, self._answer)
        # shutdown() waits for the next poll, so a short one makes for quick stops.
        serve = self._server.serve_forever
        threading.Thread(target=serve, args=(0.05,), name=self.name, daemon=True).start()
        return self

    def stop(self) -> None:
        """Ends all connections, also those that wait for an answer."""
        if self._server:
            self._server.end()
            self._server = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1]) if self._server else self._address[1]

    @abstractmethod
    def _answer(self, request: Request) -> Reply | None:
        """What a request is answered; None: never."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        reply = self.server.answer(request)
        if reply is None:
            self.server.stopping.wait(LONGEST_HANG)
            self.close_connection = True
            return
        self._write(reply)

    do_GET = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_POST  # noqa: N815

    def _write(self, reply: Reply) -> None:
        phrase = HTTPStatus(reply.status).phrase
        more = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
        head = (
            f"HTTP/1.1 {reply.status} {phrase}\r\n"
            f"Content-Type: {reply.content_type}\r\n"
            f"Content-Length: {len(reply.body)}\r\n{more}\r\n"
        )
        try:
            self.wfile.write(head.encode("ascii") + reply.body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: calls are counted, not printed."""
