"""The page where many tracking numbers are pasted: shown first, brought in once confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrack.domain.carriers import CARRIERS, Confidence
from retrack.domain.errors import TooLarge
from retrack.services.paste_numbers import MAX_LINES, PasteNumbers
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.web.site import Site
    from retrack.web.visits import Visit

CONFIDENCES = {
    Confidence.POSSIBLE: N_("possible"),
    Confidence.LIKELY: N_("likely"),
    Confidence.CERTAIN: N_("certain"),
}
_CHOICE = "carrier-"  # and the number of a line


def add_paste(site: Site, *, paste_numbers: Callable[[], PasteNumbers]) -> None:
    """The text field, what it means, and what it came to."""
    pages = _PastePages(paste_numbers)
    site.get("/paste")(pages.form)
    site.post("/paste")(pages.read)


@dataclass(frozen=True, slots=True)
class _PastePages:
    paste_numbers: Callable[[], PasteNumbers]

    def form(self, visit: Visit) -> Answer:
        """GET: where numbers are pasted."""
        return visit.page("paste/form.html", text="", too_many=False, most=MAX_LINES)

    def read(self, visit: Visit) -> Answer:
        """POST: what they mean; with `confirm`, what they came to."""
        text = visit.field("text")
        if not text or "change" in visit.form:
            return visit.page("paste/form.html", text=text, too_many=False, most=MAX_LINES)
        use = self.paste_numbers()
        confirmed = bool(visit.field("confirm"))
        carry_out = use.confirm if confirmed else use.preview
        try:
            lines = carry_out(visit.store_id, text, _chosen(visit.form))
        except TooLarge:
            return visit.page(
                "paste/form.html", status=422, text=text, too_many=True, most=MAX_LINES
            )
        return visit.page(
            "paste/done.html" if confirmed else "paste/preview.html",
            text=text,
            lines=lines,
            carriers=sorted(CARRIERS.values(), key=lambda carrier: carrier.name.casefold()),
            names={slug: carrier.name for slug, carrier in CARRIERS.items()},
            confidences=CONFIDENCES,
        )


def _chosen(form: Mapping[str, list[str]]) -> dict[int, str]:
    """The carriers that were chosen, by line."""
    return {
        int(line): values[0]
        for name, values in form.items()
        if name.startswith(_CHOICE)
        and (line := name.removeprefix(_CHOICE)).isdecimal()
        and values[0] in CARRIERS
    }
