"""Imports of files, kept for a week."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import get_args

from retrack.domain.errors import NotFound, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.domain.times import from_text, to_text
from retrack.services.file_ports import Import, ImportState, Place, RefusedRow
from retrack.services.json_text import moment_or_none
from retrack.storage import keys
from retrack.storage.items import ImportItem
from retrack.storage.table import held

KEPT = timedelta(days=7)
_STATES: dict[str, ImportState] = {state: state for state in get_args(ImportState)}


class TableImports:
    """`ImportStore` over DynamoDB: each checkpoint is one conditional PutItem."""

    def create(self, new: Import) -> Import:
        """On the condition that there is none of its id."""
        saved = replace(new, version=1)
        held(lambda: _item(saved).save(condition=ImportItem.pk.does_not_exist()))
        return saved

    def save(self, changed: Import) -> Import:
        """On the condition that nobody saved since it was read."""
        saved = replace(changed, version=changed.version + 1)
        condition = ImportItem.version == changed.version
        if not held(lambda: _item(saved).save(condition=condition)):
            raise StaleVersion
        return saved

    def load(self, store_id: StoreId, import_id: str) -> Import:
        """One consistent GetItem."""
        key = keys.import_of(store_id, import_id)
        try:
            item = ImportItem.get(key.pk, key.sk, consistent_read=True)
        except ImportItem.DoesNotExist as exc:
            msg = "There is no such import in this store."
            raise NotFound(msg) from exc
        return _import(store_id, import_id, item)


def _item(saved: Import) -> ImportItem:
    key = keys.import_of(saved.store_id, saved.id)
    progress = {
        "encoding": saved.encoding,
        "total": saved.total,
        "done": saved.done,
        "failed": saved.failed,
        "refused": saved.refused,
        "parts": saved.parts,
        "place": saved.place,
        "problem": saved.problem,
        "moved_at": moment_or_none(saved.moved_at),
    }
    return ImportItem(
        key.pk,
        key.sk,
        state=saved.state,
        progress=json.dumps(progress, ensure_ascii=False, separators=(",", ":")),
        version=saved.version,
        created_at=to_text(saved.created_at),
        expires_at=int((saved.created_at + KEPT).timestamp()),
    )


def _import(store_id: StoreId, import_id: str, item: ImportItem) -> Import:
    progress = json.loads(item.progress)
    moved_at = progress.get("moved_at")
    return Import(
        **progress
        | {
            "refused": tuple(RefusedRow(*row) for row in progress["refused"]),
            "place": Place(*progress["place"]),
            "moved_at": from_text(moved_at) if moved_at else None,
        },
        id=import_id,
        store_id=store_id,
        state=_STATES[item.state],
        version=int(item.version),
        created_at=from_text(item.created_at),
    )
