"""Orders as files: downloads of the lists, and the Import page with its progress.

With a script the file goes straight to where files are kept, by a link that runs out; without one
it comes with the form, if it is small enough for a request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Unreadable
from retrack.domain.periods import zone
from retrack.http.answers import answer
from retrack.http.file_requests import csv_answer, export_answer, export_name
from retrack.services.list_orders import OrderFilter
from retrack.web.orders import reader
from retrack.web.pages import policy_with
from retrack.web.tracking_filter import read_tracking_filter
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.services.export_orders import ExportOrders
    from retrack.services.import_orders import BeginImport, ShowImport, StartImport
    from retrack.web.site import Site
    from retrack.web.visits import Visit

_MAX_SEARCH = 100  # characters
_NO_FILE = N_("Choose a CSV file first.")


@dataclass(frozen=True, slots=True)
class FileUseCases:
    """What these pages do their work with, each made when it is needed."""

    export_orders: Callable[[], ExportOrders]
    begin_import: Callable[[], BeginImport]
    start_import: Callable[[], StartImport]
    show_import: Callable[[], ShowImport]
    template: Callable[[], bytes]


def add_files(site: Site, use: FileUseCases) -> None:
    """Downloads of the lists, and the Import page."""
    pages = _FilePages(use)
    site.get("/orders.csv")(pages.orders)
    site.get("/tracking.csv")(pages.tracking)
    site.get("/import")(pages.form)
    site.get("/import/template.csv")(pages.template)
    site.post("/import")(pages.upload)
    site.post("/import/begin")(pages.begin)
    site.get("/import/<import_id>")(pages.show)
    site.post("/import/<import_id>/start")(pages.start)


@dataclass(frozen=True, slots=True)
class _FilePages:
    use: FileUseCases

    def orders(self, visit: Visit) -> Answer:
        """GET: the list of the Orders page as a file."""
        return self._exported(visit, OrderFilter(search=visit.query.get("q", "")[:_MAX_SEARCH]))

    def tracking(self, visit: Visit) -> Answer:
        """GET: the list of the Tracking page as a file."""
        now, time_zone = visit.clock.now(), zone(visit.store.time_zone)
        chosen = read_tracking_filter(visit.query, now=now, zone=time_zone)
        return self._exported(visit, chosen.orders())

    def _exported(self, visit: Visit, wanted: OrderFilter) -> Answer:
        name = export_name(visit.clock.now(), visit.store.time_zone)
        made = self.use.export_orders()(visit.store_id, wanted, reader(visit), shown_as=name)
        return export_answer(made, name)

    def template(self, _: Visit) -> Answer:
        """GET: a table to fill in."""
        return csv_answer(self.use.template(), "orders-template.csv")

    def form(self, visit: Visit) -> Answer:
        """GET: where a file is chosen."""
        return self._form(visit)

    def _form(self, visit: Visit, *, status: int = 200, problem: str = "") -> Answer:
        headers = policy_with(self.use.begin_import().origin())
        return visit.page("import/form.html", status=status, headers=headers, problem=problem)

    def begin(self, visit: Visit) -> Answer:
        """POST, by the page's script: where to put a file of this size."""
        size = visit.field("size")
        if not (size.isdecimal() and int(size[:12])):
            raise Unreadable("The form cannot be read.")
        begun, upload_url = self.use.begin_import()(visit.store_id, size=int(size[:12]))
        return answer({"upload_url": upload_url, "page": f"/import/{begun.id}"})

    def upload(self, visit: Visit) -> Answer:
        """POST, where no script runs: the file itself."""
        content = next(iter(visit.files.get("file", [])), b"")
        if not content:
            return self._form(visit, status=422, problem=_NO_FILE)
        begun = self.use.begin_import().with_content(visit.store_id, content)
        return self.start(visit, begun.id)

    def start(self, visit: Visit, import_id: str) -> Answer:
        """POST: has the file read."""
        started = self.use.start_import()(visit.store_id, import_id)
        return visit.redirect(f"/import/{started.id}")

    def show(self, visit: Visit, import_id: str) -> Answer:
        """GET: how far it has come."""
        shown, refused_url = self.use.show_import()(visit.store_id, import_id)
        values: dict[str, Any] = {"shown": shown, "refused_url": refused_url}
        template = "import/progress.html" if visit.is_partial else "import/page.html"
        return visit.page(template, **values)
