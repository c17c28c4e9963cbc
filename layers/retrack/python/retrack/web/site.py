"""The dashboard's site: page modules register their routes with it, and it guards them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from aws_lambda_powertools import Logger

from retrack.domain.errors import RetrackError, Unauthenticated
from retrack.http.resolver import Answer, Resolver, make_resolver
from retrack.web import cookies, forgery
from retrack.web.assets import add_assets
from retrack.web.refusals import refusal_page
from retrack.web.visits import Guest, Visit

if TYPE_CHECKING:
    from retrack.http.problems import Problem
    from retrack.services.keep_session import KeepSession
    from retrack.services.ports import Clock, Randomness

_VISITOR = "visitor"  # where the resolver keeps who the current request is from
_Visitor = TypeVar("_Visitor", bound=Guest)
_Register = Callable[[Callable[..., Answer]], Callable[..., Answer]]


class Site:
    """Joins pages to the resolver.

    `get` and `post` are for people signed in: the route is called with its `Visit`, and with the
    parts of the path by name. `open_get` and `open_post` are for everybody, with a `Guest`. What
    another site had a browser post never arrives.
    """

    def __init__(
        self,
        logger: Logger,
        *,
        clock: Clock,
        randomness: Randomness,
        keep_session: Callable[[], KeepSession],
    ) -> None:
        """A site with nothing but its static files."""
        self._clock, self._randomness, self._keep_session = clock, randomness, keep_session
        self.app = make_resolver(logger, refusal=self._refuse)
        add_assets(self.app)

    def get(self, path: str) -> _Register:
        """A page for people signed in."""
        return partial(self._register, "GET", path, self._visit)

    def post(self, path: str) -> _Register:
        """A form for people signed in."""
        return partial(self._register, "POST", path, self._meant_visit)

    def open_get(self, path: str) -> _Register:
        """A page for everybody."""
        return partial(self._register, "GET", path, self._guest)

    def open_post(self, path: str) -> _Register:
        """A form for everybody."""
        return partial(self._register, "POST", path, self._meant_guest)

    def bare_post(self, path: str) -> _Register:
        """For what posts without a browser, such as a mail program: its address proves it alone."""
        return partial(self._register, "POST", path, self._guest)

    def _register(
        self,
        method: str,
        path: str,
        enter: Callable[[], Guest],
        route: Callable[..., Answer],
    ) -> Callable[..., Answer]:
        def answer(**parts: str) -> Answer:
            visitor = enter()
            return _renewed(visitor, route(visitor, **parts))

        self.app.route(path, method=[method])(answer)
        return route

    def _guest(self) -> Guest:
        return self._remembered(Guest(self.app, self._clock, self._randomness.secret()))

    def _meant_guest(self) -> Guest:
        guest = self._guest()
        forgery.require_same_origin(guest.headers)
        return guest

    def _visit(self) -> Visit:
        guest = self._guest()
        kept = guest.cookies
        refresh = kept.get(cookies.REFRESH, "")
        if not refresh:
            raise Unauthenticated
        access, wanted = kept.get(cookies.ACCESS, ""), kept.get(cookies.STORE, "")
        session = self._keep_session()(access, refresh, wanted=wanted)
        return self._remembered(Visit(guest.app, guest.clock, guest.nonce, session))

    def _whoever(self) -> Guest:
        """Somebody at an address that is none: in their own store's frame, if they have one."""
        try:
            return self._visit()
        except RetrackError:
            return self._guest()

    def _meant_visit(self) -> Visit:
        visit = self._visit()
        forgery.require_same_origin(visit.headers)
        given = visit.headers.get(forgery.HEADER) or visit.field(forgery.FIELD)
        forgery.require_token(given, visit.cookies.get(cookies.REFRESH, ""))
        return visit

    def _remembered(self, visitor: _Visitor) -> _Visitor:
        self.app.context[_VISITOR] = visitor
        return visitor

    def _refuse(self, app: Resolver, problem: Problem, error: RetrackError | None) -> Answer:
        visitor = app.context.get(_VISITOR) or self._whoever()
        if isinstance(error, Unauthenticated):
            came_for = "" if visitor.is_partial else visitor.address
            following = f"?next={quote(came_for, safe='')}" if came_for not in {"", "/"} else ""
            return visitor.redirect(f"/login{following}")
        return _renewed(visitor, refusal_page(visitor, problem, error))


def _renewed(visitor: Guest, answer: Answer) -> Answer:
    """The answer, with fresh tokens where the session's had run out."""
    if isinstance(visitor, Visit) and visitor.session.renewed:
        answer.cookies.extend(cookies.for_session(visitor.session.renewed))
    return answer
