"""moto in a process of its own, so that what it keeps is not in ours: `python -m bench.emulator`.

Prints its port. It ends when its standard input does.
"""

import logging
import sys

from moto.dynamodb.models.table import Table
from moto.server import ThreadedMotoServer

import tests.quick_aws  # noqa: F401  what moto does, it does at once


def main() -> None:
    """Serves until nobody holds its input open any more."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # Nobody reads the table's stream: moto would keep both images of every write.
    Table.set_stream_specification = lambda *_: None  # type: ignore[method-assign]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
