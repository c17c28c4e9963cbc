"""Requests to the pages: who they are from, what they bring along, and how they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from retrack.domain.errors import NotAllowed, Unreadable
from retrack.domain.periods import zone
from retrack.http.requests import body_bytes, query_of
from retrack.services.grant_access import OWNER
from retrack.web import cookies, forgery, languages, pages
from retrack.web.multipart import is_multipart, parts_of

if TYPE_CHECKING:
    from retrack.domain.identifiers import StoreId
    from retrack.domain.plans import Plan
    from retrack.domain.settings import Store
    from retrack.http.resolver import Answer, Resolver
    from retrack.services.keep_session import Session
    from retrack.services.ports import Clock

_MAX_FIELDS = 1000
_SEE_OTHER = 303
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Guest:
    """A request of anybody."""

    app: Resolver
    clock: Clock
    nonce: str

    @property
    def event(self) -> Mapping[str, Any]:
        """The request as API Gateway hands it over."""
        return self.app.current_event.raw_event

    @property
    def headers(self) -> Mapping[str, str]:
        """Names are in lower case."""
        headers: Mapping[str, str] = self.event.get("headers", {})
        return headers

    @cached_property
    def cookies(self) -> Mapping[str, str]:
        """By name."""
        return cookies.cookies_of(self.event)

    @property
    def query(self) -> Mapping[str, str]:
        """The address's parameters; empty ones are left out, as if they were not there."""
        return {name: text for name, text in query_of(self.event).items() if text.strip()}

    @cached_property
    def files(self) -> Mapping[str, list[bytes]]:
        """What a form with files holds, fields included; nothing of any other form."""
        kind = self.headers.get("content-type", "")
        return parts_of(kind, body_bytes(self.event)) if is_multipart(kind) else {}

    @cached_property
    def form(self) -> Mapping[str, list[str]]:
        """The fields of a form that was sent, empty ones included.

        Raises:
            Unreadable: it is no form.
        """
        if self.files:
            return {n: [v.decode(errors="replace") for v in vs] for n, vs in self.files.items()}
        try:
            text = body_bytes(self.event).decode()
            return parse_qs(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
        except ValueError as exc:
            raise Unreadable("The form cannot be read.") from exc

    def field(self, name: str) -> str:
        """One field of the form without blanks around it; empty when it is not there."""
        return self.form.get(name, [""])[0].strip()

    @property
    def is_partial(self) -> bool:
        """Whether htmx asks, for a part of a page."""
        return self.headers.get("hx-request") == "true"

    @property
    def address(self) -> str:
        """Path and query of the page: for a form that was sent, of the page it stood on."""
        if self.event["requestContext"]["http"]["method"] != "GET":
            came_from = urlsplit(self.headers.get("referer", ""))
            is_ours = came_from.netloc == self.headers.get("host")
            return (
                local(urlunsplit(("", "", came_from.path, came_from.query, ""))) if is_ours else "/"
            )
        path, query = str(self.event["rawPath"]), str(self.event.get("rawQueryString", ""))
        return quote(path) + (f"?{query}" if query else "")

    @property
    def base(self) -> str:
        """Where the pages are, without a slash at the end; the API is there too."""
        scheme = self.headers.get("x-forwarded-proto", "https")
        return f"{scheme}://{self.headers.get('host', '')}"

    @property
    def language(self) -> languages.Language:
        """What to answer in."""
        return languages.choose(
            chosen=self.cookies.get(cookies.LANGUAGE, ""),
            accepted=self.headers.get("accept-language", ""),
            otherwise=self._store_locale(),
        )

    @cached_property
    def view(self) -> pages.View:
        """What templates know of this request."""
        return pages.view(
            self.language,
            self.clock,
            time_zone=self._zone(),
            address=self.address,
            csrf=self._csrf(),
            member=self if isinstance(self, Visit) else None,
            flash=self.cookies.get(cookies.FLASH, ""),
        )

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Answer:
        """A template as the answer, a whole page or a part."""
        text = pages.render(template, self.view, **values)
        answer = pages.html(text, status=status, headers=headers)
        if self.view.flash and not self.is_partial:
            answer.cookies.append(cookies.after_flash())
        return answer

    def redirect(self, path: str, *, flash: str = "") -> Answer:
        """Has the browser go elsewhere, where a sentence of `words.FLASHES` is said once."""
        path = local(path)
        answer = pages.html("", status=_SEE_OTHER, headers={"Location": path})
        if self.is_partial:  # a request of a script would follow by itself, and show a page in part
            answer = pages.html("", headers={"HX-Redirect": path})
        if flash:
            answer.cookies.append(cookies.for_flash(flash))
        return answer

    def _store_locale(self) -> str:
        return ""

    def _zone(self) -> ZoneInfo:
        return _UTC

    def _csrf(self) -> str:
        return ""


@dataclass(frozen=True)
class Visit(Guest):
    """A request of somebody signed in, for one of their stores."""

    session: Session

    @property
    def store(self) -> Store:
        """The store they look at, with its settings."""
        return self.session.caller.store

    @property
    def store_id(self) -> StoreId:
        """Its id."""
        return self.store.id

    @property
    def plan(self) -> Plan:
        """What it has paid for."""
        return self.store.plan

    @property
    def actor(self) -> str:
        """Who acts, as it is kept in histories."""
        return self.session.caller.actor

    @property
    def is_owner(self) -> bool:
        """Whether they may change who has access, and what the store is connected to."""
        return self.session.caller.role == OWNER

    def require_owner(self) -> None:
        """Lets owners on.

        Raises:
            NotAllowed: they are staff.
        """
        if not self.is_owner:
            raise NotAllowed("Only an owner of the store may do that.")

    @property
    def refresh(self) -> str:
        """The refresh token as the browser holds it from now on."""
        renewed = self.session.renewed
        return renewed.refresh if renewed else self.cookies.get(cookies.REFRESH, "")

    def _store_locale(self) -> str:
        return self.store.locale

    def _zone(self) -> ZoneInfo:
        return zone(self.store.time_zone)

    def _csrf(self) -> str:
        return forgery.token(self.refresh, self.nonce)


def local(path: str) -> str:
    """The path if it stays on this site; the front page otherwise."""
    stays = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if stays and path.isprintable() and " " not in path else "/"
