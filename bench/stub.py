"""A DynamoDB that answers at once with one canned answer: what is left is the client's own cost.

Run as a process of its own, so that its work is not counted: `python -m bench.stub ANSWER_FILE`.
Prints its port. Counts nothing and checks nothing.
"""

import http.server
import sys
from pathlib import Path


class _Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer = b"{}"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
            f"Content-Length: {len(self.answer)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + self.answer)  # in one piece: no delayed acknowledgement

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def main() -> None:
    """Serves until it is killed."""
    _Answering.answer = Path(sys.argv[1]).read_bytes()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answering)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
