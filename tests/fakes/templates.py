"""Stores' own templates, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from retrack.domain.errors import Conflict, NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.templates import VERSIONS_SHOWN, TemplateName, TemplateVersion


class MemoryTemplates:
    """`TemplateStore`."""

    def __init__(self) -> None:
        self.saved: dict[tuple[StoreId, TemplateName, str], TemplateVersion] = {}

    def load(self, store_id: StoreId, name: TemplateName, version: str) -> TemplateVersion:
        if (store_id, name, version) not in self.saved:
            raise NotFound
        return self.saved[store_id, name, version]

    def add(self, store_id: StoreId, version: TemplateVersion) -> None:
        if (store_id, version.name, version.version) in self.saved:
            raise Conflict
        self.saved[store_id, version.name, version.version] = version

    def versions(self, store_id: StoreId, name: TemplateName) -> Sequence[TemplateVersion]:
        of_it = [kept for (s, n, _), kept in self.saved.items() if (s, n) == (store_id, name)]
        return sorted(of_it, key=lambda kept: kept.version, reverse=True)[:VERSIONS_SHOWN]
