"""Signing in and out, first and forgotten passwords, the store and the language somebody chose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Invalid, NotFound, RetrackError, TooSoon, Unauthenticated
from retrack.domain.identifiers import StoreId
from retrack.http.problems import problem_of
from retrack.services.ports import FirstPasswordNeeded, SessionTokens, SignIn, StoreStore
from retrack.web import cookies
from retrack.web.languages import language
from retrack.web.visits import Guest, Visit, local
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.web.site import Site

_WRONG = N_("The e-mail address or the password is wrong.")
_OVER = N_("That took too long. Sign in again with the password you were sent.")
_TOO_OFTEN = N_("Too many tries. Wait a minute, and try again.")
_WRONG_CODE = N_("The code is wrong, or too old. Ask for another one.")
_WEAK = N_("Choose a stronger password.")
_LOGIN = "sign_in/login.html"
_FORGOTTEN, _RESET = "sign_in/forgotten.html", "sign_in/reset.html"
_FIRST_PASSWORD = "sign_in/first_password.html"  # noqa: S105  a template


def add_sign_in(site: Site, *, sign_in: Callable[[], SignIn]) -> None:
    """The ways in and out."""
    pages = _SignInPages(sign_in)
    site.open_get("/login")(pages.login)
    site.open_post("/login")(pages.enter)
    site.open_post("/login/first-password")(pages.choose_first_password)
    site.open_post("/logout")(pages.leave)
    site.open_get("/login/forgotten")(pages.forgotten)
    site.open_post("/login/forgotten")(pages.send_code)
    site.open_post("/login/reset")(pages.reset)


def add_choices(site: Site, *, stores: Callable[[], StoreStore]) -> None:
    """Which store, and which language."""
    pages = _ChoicePages(stores)
    site.get("/")(pages.front)
    site.get("/stores")(pages.choose_store)
    site.post("/stores")(pages.switch_store)
    site.open_post("/language")(pages.choose_language)


@dataclass(frozen=True, slots=True)
class _SignInPages:
    sign_in: Callable[[], SignIn]

    def login(self, guest: Guest) -> Answer:
        return guest.page(_LOGIN, email="", following=local(guest.query.get("next", "/")))

    def enter(self, guest: Guest) -> Answer:
        email, following = guest.field("email"), local(guest.field("next"))
        try:
            outcome = self.sign_in().with_password(email, _password(guest))
        except (Unauthenticated, TooSoon) as refusal:
            return _again(guest, _LOGIN, refusal, _WRONG, email=email, following=following)
        if isinstance(outcome, FirstPasswordNeeded):
            challenge = outcome.challenge
            return guest.page(
                _FIRST_PASSWORD, email=email, following=following, challenge=challenge
            )
        return _signed_in(guest, outcome, following)

    def choose_first_password(self, guest: Guest) -> Answer:
        email, following = guest.field("email"), local(guest.field("next"))
        challenge = guest.field("challenge")
        try:
            tokens = self.sign_in().with_first_password(email, _password(guest), challenge)
        except Invalid as refusal:
            values = {"email": email, "following": following, "challenge": challenge}
            return _again(guest, _FIRST_PASSWORD, refusal, _WEAK, **values)
        except (Unauthenticated, TooSoon) as refusal:
            return _again(guest, _LOGIN, refusal, _OVER, email=email, following=following)
        return _signed_in(guest, tokens, following)

    def leave(self, guest: Guest) -> Answer:
        refresh = guest.cookies.get(cookies.REFRESH, "")
        if refresh:
            self.sign_in().out(refresh)
        answer = guest.redirect("/login", flash="signed-out")
        answer.cookies.extend(cookies.after_session())
        return answer

    def forgotten(self, guest: Guest) -> Answer:
        return guest.page(_FORGOTTEN, email="")

    def send_code(self, guest: Guest) -> Answer:
        email = guest.field("email")
        try:
            self.sign_in().send_code(email)
        except TooSoon as refusal:
            return _again(guest, _FORGOTTEN, refusal, _TOO_OFTEN, email=email)
        return guest.page(_RESET, email=email, sent=True)

    def reset(self, guest: Guest) -> Answer:
        email = guest.field("email")
        try:
            self.sign_in().reset_password(email, guest.field("code"), _password(guest))
        except Invalid as refusal:
            is_weak = refusal.problems[0].field == "password"
            sentence = _WEAK if is_weak else _WRONG_CODE
            return _again(guest, _RESET, refusal, sentence, email=email, sent=False)
        except TooSoon as refusal:
            return _again(guest, _RESET, refusal, _TOO_OFTEN, email=email, sent=False)
        return guest.redirect("/login", flash="password-reset")


@dataclass(frozen=True, slots=True)
class _ChoicePages:
    stores: Callable[[], StoreStore]

    def front(self, visit: Visit) -> Answer:
        return visit.redirect("/orders")

    def choose_store(self, visit: Visit) -> Answer:
        found = [self.stores().load(store_id) for store_id in visit.session.store_ids]
        by_name = sorted(found, key=lambda store: (store.name.casefold(), store.id))
        return visit.page("sign_in/stores.html", stores=by_name)

    def switch_store(self, visit: Visit) -> Answer:
        store_id = StoreId(visit.field("store"))
        if store_id not in visit.session.store_ids:
            raise NotFound
        answer = visit.redirect("/orders")
        answer.cookies.append(cookies.for_store(store_id))
        return answer

    def choose_language(self, guest: Guest) -> Answer:
        chosen = language(guest.field("lang"))
        answer = guest.redirect(guest.field("next"))
        answer.cookies.append(cookies.for_language(chosen.code))
        return answer


def _password(guest: Guest) -> str:
    return guest.form.get("password", [""])[0]


def _signed_in(guest: Guest, tokens: SessionTokens, following: str) -> Answer:
    answer = guest.redirect(following)
    answer.cookies.extend(cookies.for_session(tokens))
    return answer


def _again(
    guest: Guest, template: str, refusal: RetrackError, sentence: str, **values: Any
) -> Answer:
    """The form once more, with what is wrong."""
    told = _TOO_OFTEN if isinstance(refusal, TooSoon) else sentence
    return guest.page(template, status=problem_of(refusal).status, error=told, **values)
