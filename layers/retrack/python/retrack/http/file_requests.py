"""Files of orders in requests and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler.api_gateway import Response

from retrack.domain.times import to_text

if TYPE_CHECKING:
    from datetime import datetime

    from retrack.http.identity import Identity
    from retrack.http.resolver import Answer
    from retrack.services.export_orders import Export
    from retrack.services.file_ports import Import

_SEE_OTHER = 303


def export_name(now: datetime, time_zone: str) -> str:
    """What an export is called where it is saved."""
    return f"orders-{now.astimezone(ZoneInfo(time_zone)).date().isoformat()}.csv"


def export_answer(export: Export, name: str) -> Answer:
    """The file, or 303 to where it can be fetched."""
    if export.link:
        return Response(
            _SEE_OTHER,
            "text/plain",
            "",
            headers={"Location": export.link, "Cache-Control": "no-store"},
        )
    return csv_answer(export.content, name)


def template_answer(_: Identity, content: bytes) -> Answer:
    """The table to fill in."""
    return csv_answer(content, "orders-template.csv")


def csv_answer(content: bytes, name: str) -> Answer:
    """A CSV file that browsers save."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(200, "text/csv; charset=utf-8", content, headers=headers)  # type: ignore[arg-type]  # bytes are sent in base64


def import_view(shown: Import, refused_url: str | None) -> dict[str, Any]:
    """An import's progress."""
    view: dict[str, Any] = {
        "id": shown.id,
        "state": shown.state,
        "done": shown.done,
        "failed": shown.failed,
        "refused": [{"line": row.line, "reason": row.reason} for row in shown.refused],
        "refused_url": refused_url,
        "created_at": to_text(shown.created_at),
    }
    if shown.total is not None:
        view["total"] = shown.total
    if shown.problem:
        view["problem"] = shown.problem
    return view
