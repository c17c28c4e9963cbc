"""A small HTTP server for this machine alone: connections kept alive, answers in one write."""

from __future__ import annotations

import contextlib
import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from dev.http_events import Answer, Request
from dev.place import HOST

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_BODY = 10_000_000  # bytes; Source: API Gateway, HTTP API quotas, "Payload size"
_WITHOUT_BODY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class Refused(Exception):
    """The request cannot be taken as it is."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.answer = Answer.message(status, text)


class Server(ThreadingHTTPServer):
    """Answers each request by one function, in a thread for each connection."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, respond: Callable[[Request], Answer]) -> None:
        self.respond = respond
        self.domain = f"{HOST}:{port}"
        super().__init__((HOST, port), _Handler)

    def start(self) -> None:
        """Begins to answer."""
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    """Reads requests and writes answers."""

    protocol_version = "HTTP/1.1"
    server_version = "retrack-local"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120  # seconds that an idle connection stays open
    server: Server

    def setup(self) -> None:
        """Sends small answers at once."""
        super().setup()
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def parse_request(self) -> bool:
        """Answers any method: what is not routed is 404, and not 501."""
        parsed = super().parse_request()
        if parsed:
            setattr(self, f"do_{self.command}", self._serve)
        return parsed

    def handle_expect_100(self) -> bool:
        """Asks for the body at once; the base class leaves that in the buffer."""
        asked = super().handle_expect_100()
        self.wfile.flush()
        return asked

    def _serve(self) -> None:
        try:
            request = self._request()
        except Refused as exc:
            self.close_connection = True  # the rest of the body was not read
            self._send(exc.answer)
            return
        self._send(self.server.respond(request))

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        return Request(
            method=self.command,
            path=path or "/",
            query=query.partition("#")[0],
            headers=[(name, value) for name, value in self.headers.items()],
            body=self._body(),
            source_ip=self.client_address[0],
            domain=self.server.domain,
        )

    def _body(self) -> bytes:
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            return self._chunks()
        text = self.headers.get("Content-Length") or "0"
        if not text.isdigit():
            raise Refused(HTTPStatus.BAD_REQUEST, "Bad Request")
        if int(text) > LARGEST_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Request Entity Too Large")
        body = self.rfile.read(int(text))
        if len(body) < int(text):
            raise Refused(HTTPStatus.BAD_REQUEST, "Bad Request")
        return body

    def _chunks(self) -> bytes:
        body = b""
        while True:
            try:
                size = int(self.rfile.readline(100).partition(b";")[0].strip(), 16)
            except ValueError as exc:
                raise Refused(HTTPStatus.BAD_REQUEST, "Bad Request") from exc
            if len(body) + size > LARGEST_BODY:
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Request Entity Too Large")
            body += self.rfile.read(size)
            if size == 0:
                while self.rfile.readline(65536) not in {b"\r\n", b"\n", b""}:
                    pass  # trailers
                return body
            self.rfile.readline(2)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(name, value.replace("\r", " ").replace("\n", " "))
        if answer.status not in _WITHOUT_BODY:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and answer.status not in _WITHOUT_BODY:
            self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Nothing: errors are printed where they happen."""
