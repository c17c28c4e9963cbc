"""`python -m dev.aws 4566`: the emulated AWS. It ends when its standard input does."""

from __future__ import annotations

import logging
import os
import sys
import threading

from moto.core.config import default_user_config
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from dev.aws.control import Control
from dev.aws.door import Door
from dev.aws.mended import mend
from dev.place import HOST, REGION


class _Handler(MotoRequestHandler):
    """Keeps connections open, answers at once, says nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_expect_100(self) -> bool:
        """Asks for the body at once: left in the buffer, each PUT to S3 would wait a second."""
        asked = super().handle_expect_100()
        self.wfile.flush()
        return asked

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  werkzeug's name
        """Nothing: the product's calls are counted, not told."""


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _load_services(application: DomainDispatcherApplication) -> None:
    """While the parent still reads the template, so that no first call waits for it."""
    for service in _SERVICES:
        application.get_application({"PATH_INFO": "/", "HTTP_AUTHORIZATION": _signed_for(service)})


def _signed_for(service: str) -> str:
    return f"AWS4-HMAC-SHA256 Credential=local/20000101/{REGION}/{service}/aws4_request, "


_SERVICES = ("ssm", "iam", "lambda", "cognito-idp", "sns", "sqs", "logs", "monitoring", "scheduler")


def main() -> None:
    """Serves until the parent is gone."""
    logging.disable(logging.ERROR)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    mend()
    default_user_config["lambda"]["use_docker"] = False
    moto = DomainDispatcherApplication(create_backend_app)
    port = int(sys.argv[1])
    server = make_server(HOST, port, Control(Door(moto)), threaded=True, request_handler=_Handler)
    threading.Thread(target=_load_services, args=(moto,), daemon=True).start()
    server.serve_forever()


main()
