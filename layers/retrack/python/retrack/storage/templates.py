"""Stores' own templates, every version of them."""

from collections.abc import Sequence

from retrack.domain.errors import Conflict, NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.templates import VERSIONS_SHOWN, Template, TemplateName, TemplateVersion
from retrack.domain.times import from_text
from retrack.storage import keys
from retrack.storage.items import TemplateItem
from retrack.storage.mapping import pack, unpack
from retrack.storage.table import held


class TableTemplates:
    """`TemplateStore` over DynamoDB."""

    def load(self, store_id: StoreId, name: TemplateName, version: str) -> TemplateVersion:
        """One GetItem; it need not be consistent, since `add` was answered before its version."""
        key = keys.template(store_id, name, version)
        try:
            item = TemplateItem.get(key.pk, key.sk, consistent_read=True)
        except TemplateItem.DoesNotExist as exc:
            msg = "There is no such version of this template."
            raise NotFound(msg) from exc
        return _version(item, name)

    def add(self, store_id: StoreId, version: TemplateVersion) -> None:
        """A PutItem on the condition that there is none."""
        key, template = keys.template(store_id, version.name, version.version), version.template
        item = TemplateItem(
            key.pk,
            key.sk,
            version=version.version,
            subject=template.subject,
            html=pack(template.html),
            text=pack(template.text),
            actor=version.actor,
        )
        if not held(lambda: item.save(condition=TemplateItem.pk.does_not_exist())):
            msg = "Somebody saved this template in the same second; look at it again."
            raise Conflict(msg)

    def versions(self, store_id: StoreId, name: TemplateName) -> Sequence[TemplateVersion]:
        """One Query, newest first."""
        beginning = keys.templates(store_id, name)
        found = TemplateItem.query(
            beginning.pk,
            TemplateItem.sk.startswith(beginning.sk),
            scan_index_forward=False,
            limit=VERSIONS_SHOWN,
        )
        return [_version(item, name) for item in found]


def _version(item: TemplateItem, name: TemplateName) -> TemplateVersion:
    return TemplateVersion(
        name=name,
        version=item.version,
        template=Template(item.subject, unpack(item.html), unpack(item.text)),
        at=from_text(item.version),
        actor=item.actor,
    )
