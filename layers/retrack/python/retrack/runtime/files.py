"""Where the use cases of files meet what they need: `wiring` for orders as CSV."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from retrack.runtime import wiring

if TYPE_CHECKING:
    from retrack.messaging.import_queue import SqsImportQueue
    from retrack.runtime.settings import FilesSettings, ImporterSettings
    from retrack.services.bring_in_order import BringInOrder
    from retrack.services.export_notifications import ExportNotifications
    from retrack.services.export_orders import ExportOrders
    from retrack.services.file_ports import OrderNames
    from retrack.services.import_orders import BeginImport, RunImport, ShowImport, StartImport
    from retrack.services.paste_numbers import PasteNumbers
    from retrack.storage.files import S3Files

_CONNECT_SECONDS, _READ_SECONDS = 1, 10


def export_orders(settings: FilesSettings) -> ExportOrders:
    """Orders as a file."""
    from retrack.services.export_orders import ExportOrders
    from retrack.shops.csv.writing import sheet

    return ExportOrders(
        wiring.list_orders(), sheet, _files(settings.files_bucket), wiring.randomness()
    )


def export_notifications(files_bucket: str) -> ExportNotifications:
    """What customers were told as a file."""
    from retrack.runtime.messages import list_notifications
    from retrack.services.export_notifications import ExportNotifications
    from retrack.shops.csv.messages import message_sheet

    return ExportNotifications(
        list_notifications(), message_sheet, _files(files_bucket), wiring.randomness()
    )


def begin_import(settings: FilesSettings) -> BeginImport:
    """An address to upload a file to."""
    from retrack.services.import_orders import BeginImport
    from retrack.storage.imports import TableImports

    files = _files(settings.files_bucket)
    return BeginImport(TableImports(), files, wiring.clock(), wiring.randomness())


def start_import(settings: FilesSettings) -> StartImport:
    """Having an uploaded file read."""
    from retrack.services.import_orders import StartImport
    from retrack.storage.imports import TableImports

    queue = _queue(settings.import_queue_url)
    return StartImport(TableImports(), _files(settings.files_bucket), queue, wiring.clock())


def show_import(settings: FilesSettings) -> ShowImport:
    """How far an import has come."""
    from retrack.services.import_orders import ShowImport
    from retrack.storage.imports import TableImports

    return ShowImport(TableImports(), _files(settings.files_bucket), wiring.clock())


def run_import(settings: ImporterSettings) -> RunImport:
    """The importer's work."""
    from retrack.services.import_orders import RunImport
    from retrack.shops.csv.reading import CsvReader
    from retrack.shops.csv.writing import refused
    from retrack.storage.imports import TableImports

    return RunImport(
        TableImports(),
        _files(settings.files_bucket),
        CsvReader(),
        refused,
        bring_in_order(),
        wiring.stores(),
        _queue(settings.import_queue_url),
        wiring.clock(),
    )


def order_names() -> OrderNames:
    """Orders by their names."""
    from retrack.storage.lookups import TableOrderNames

    return TableOrderNames()


def bring_in_order() -> BringInOrder:
    """Orders that may be there already."""
    from retrack.services.bring_in_order import BringInOrder

    return BringInOrder(
        wiring.orders(), order_names(), wiring.take_order(), wiring.ship(), wiring.clock()
    )


def paste_numbers() -> PasteNumbers:
    """Many tracking numbers at once."""
    from retrack.services.paste_numbers import PasteNumbers
    from retrack.storage.lookups import TableOrderNames

    return PasteNumbers(wiring.orders(), wiring.order_index(), TableOrderNames(), bring_in_order())


def import_template() -> bytes:
    """An empty table to fill in."""
    from retrack.shops.csv.writing import template

    return template()


@cache
def _files(bucket: str) -> S3Files:
    """The files. Links name the bucket's own region, so that nothing redirects an upload."""
    from retrack.storage.files import S3Files

    return S3Files(
        _client("s3", signature_version="s3v4", s3={"addressing_style": "virtual"}), bucket
    )


@cache
def _queue(url: str) -> SqsImportQueue:
    from retrack.messaging.import_queue import SqsImportQueue

    return SqsImportQueue(_client("sqs"), url)


def _client(service: str, **options: Any) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"total_max_attempts": 3, "mode": "standard"},
        **options,
    )
    return boto3.client(service, config=config)  # type: ignore[call-overload]  # one of ours
