"""The settings page: the store, what customers are told, the tracking account, and who has access.

Each section is a form of its own, over the version of the settings that it was filled in from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from retrack.domain.errors import (
    CarrierUnavailable,
    Conflict,
    Invalid,
    NotFound,
    PreconditionFailed,
    RetrackError,
)
from retrack.http.problems import problem_of
from retrack.http.requests import checked
from retrack.http.settings_view import settings_change, tracking_secrets
from retrack.services.grant_access import OWNER, STAFF, ApiKeys, StorePeople
from retrack.web.customer.palette import DEFAULT, palette
from retrack.web.refusals import sentences_of
from retrack.web.settings_forms import SECRETS, SECTIONS, Form, errors_of
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.domain.senders import Senders
    from retrack.domain.settings import Store
    from retrack.http.resolver import Answer
    from retrack.services.change_settings import ChangeSettings
    from retrack.services.check_account import CheckAccount
    from retrack.services.merchant_returns import MerchantReturns
    from retrack.services.ports import Quota, StoreStore
    from retrack.services.tracking_providers import ProviderTerms
    from retrack.web.site import Site
    from retrack.web.visits import Visit

ROLES = {OWNER: N_("Owner"), STAFF: N_("Staff")}
EXAMPLE_NUMBER = "RR123456785CN"
_REGIONS = (
    "Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/",
)  # fmt: skip
_OK, _STALE, _INVALID = 200, 412, 422


@dataclass(frozen=True, slots=True)
class SettingsUseCases:
    """What the page does its work with, made when it is needed."""

    stores: Callable[[], StoreStore]
    change: Callable[[], ChangeSettings]
    check_account: Callable[[], CheckAccount]
    keys: Callable[[], ApiKeys]
    people: Callable[[], StorePeople]
    providers: Callable[[], Collection[ProviderTerms]]
    senders: Callable[[], Senders]
    returns: Callable[[], MerchantReturns]


def add_settings(site: Site, use: SettingsUseCases) -> None:
    """The settings page and its forms."""
    site.get("/settings")(partial(_show, use))
    site.get("/settings/<section>")(_to_section)
    site.post("/settings/<section>")(partial(_save, use))
    site.post("/settings/carrier/test")(partial(_test_account, use))
    site.post("/settings/merchant/allow")(partial(_mail_again, use))
    site.post("/settings/keys")(partial(_make_key, use))
    site.post("/settings/keys/<key_hash>/remove")(partial(_take_key_back, use))
    site.post("/settings/people")(partial(_invite, use))
    site.post("/settings/people/<person_id>/role")(partial(_change_role, use))
    site.post("/settings/people/<person_id>/remove")(partial(_remove_person, use))


def _show(use: SettingsUseCases, visit: Visit) -> Answer:
    return _page(visit, use, visit.store, saved=visit.query.get("saved", ""))


def _to_section(visit: Visit, section: str) -> Answer:
    """A form's own address shows the form: somebody may reload it, or change the language there."""
    return visit.redirect(f"/settings#{section}" if section.isalpha() else "/settings")


def _save(use: SettingsUseCases, visit: Visit, section: str) -> Answer:
    """Saves a section, or shows it again with everything that was typed."""
    if section not in SECTIONS:
        raise NotFound
    from retrack.http.schemas import SettingsBody  # noqa: PLC0415  loads slowly

    name, fields = section, SECTIONS[section]
    typed = fields.typed(visit.form, visit.store)
    try:
        body = checked(fields.body(typed), SettingsBody)
        change, version = settings_change(body), _version(visit)
        use.change()(visit.store_id, change, **tracking_secrets(body), version=version)
    except Invalid as refusal:
        form = Form(typed, errors=errors_of([problem.field for problem in refusal.problems]))
        return _page(visit, use, visit.store, failed={name: form}, version=visit.field("version"))
    except PreconditionFailed:
        store = use.stores().load(visit.store_id)
        now = fields.shown(store)
        overtaken = {f: now[f] for f in now if f not in SECRETS and now[f] != typed[f]}
        return _page(visit, use, store, failed={name: Form(typed, overtaken=overtaken)})
    return visit.redirect(f"/settings?saved={name}#{name}")


def _test_account(use: SettingsUseCases, visit: Visit) -> Answer:
    try:
        outcome: Quota | CarrierUnavailable = use.check_account()(visit.store_id)
    except CarrierUnavailable as refusal:
        outcome = refusal
    if visit.is_partial:
        return visit.page("settings/account.html", account=_account(outcome))
    return _page(visit, use, visit.store, account=_account(outcome))


def _mail_again(use: SettingsUseCases, visit: Visit) -> Answer:
    use.returns().allow(visit.store_id, visit.field("who"))
    return visit.redirect("/settings#merchant", flash="mail-again")


def _make_key(use: SettingsUseCases, visit: Visit) -> Answer:
    visit.require_owner()
    name = visit.field("key_name")
    try:
        key, secret = use.keys().make(visit.store_id, name)
    except Invalid:
        return _page(visit, use, visit.store, failed={"keys": _refused("key_name", name)})
    return _page(visit, use, visit.store, new_key={"name": key.name, "secret": secret})


def _take_key_back(use: SettingsUseCases, visit: Visit, key_hash: str) -> Answer:
    visit.require_owner()
    with suppress(NotFound):  # gone is what was wanted
        use.keys().take_back(visit.store_id, key_hash)
    return visit.redirect("/settings?saved=keys#keys")


def _invite(use: SettingsUseCases, visit: Visit) -> Answer:
    visit.require_owner()
    email = visit.field("person_email")
    try:
        use.people().invite(visit.store_id, email, visit.field("role"))
    except Invalid:
        form = _refused("person_email", email)
        return _page(visit, use, visit.store, failed={"people": form})
    return visit.redirect("/settings?saved=people#people")


def _change_role(use: SettingsUseCases, visit: Visit, person_id: str) -> Answer:
    visit.require_owner()
    try:
        use.people().change_role(visit.store_id, person_id, visit.field("role"))
    except Conflict as refusal:
        return _page(visit, use, visit.store, people_refusal=refusal)
    return visit.redirect("/settings#people", flash="role-changed")


def _remove_person(use: SettingsUseCases, visit: Visit, person_id: str) -> Answer:
    visit.require_owner()
    try:
        use.people().remove(visit.store_id, person_id)
    except Conflict as refusal:
        return _page(visit, use, visit.store, people_refusal=refusal)
    is_oneself = visit.actor == f"person:{person_id}"
    return visit.redirect("/stores" if is_oneself else "/settings#people", flash="person-removed")


def _page(
    visit: Visit,
    use: SettingsUseCases,
    store: Store,
    *,
    failed: Mapping[str, Form] | None = None,
    version: str = "",
    **values: Any,
) -> Answer:
    failed = failed or {}
    forms = {name: Form(section.shown(store)) for name, section in SECTIONS.items()}
    forms = {**forms, "keys": Form({}), "people": Form({}), **failed}
    shown = {"saved": "", "account": None, "new_key": None, "people_refusal": None} | values
    return visit.page(
        "settings/page.html",
        status=_status(failed, shown["people_refusal"]),
        store=store,
        version=version or store.version,
        forms=forms,
        failed=failed,
        is_owner=visit.is_owner,
        keys=use.keys().of(store.id) if visit.is_owner else (),
        people=use.people().of(store.id),
        roles=ROLES,
        providers=use.providers(),
        sender_proved=use.senders().is_proved(store),
        unreached=use.returns().unreached(store),
        can_mail_merchant=bool(use.senders().to_merchant(store)),
        hours=[(str(hour), f"{hour}:00") for hour in range(24)],
        hooks=f"{visit.base}/hooks",
        time_zones=_time_zones(store.time_zone),
        brand=palette(str(forms["store"].values["brand_color"])),
        brand_default=DEFAULT,
        example_number=EXAMPLE_NUMBER,
        **shown,
    )


def _status(failed: Mapping[str, Form], refusal: RetrackError | None) -> int:
    if refusal:
        return problem_of(refusal).status
    if not failed:
        return _OK
    return _INVALID if any(form.errors for form in failed.values()) else _STALE


def _version(visit: Visit) -> int:
    text = visit.field("version")
    if not (text.isascii() and text.isdigit()):
        raise PreconditionFailed
    return int(text[:18])


def _refused(field: str, typed: str) -> Form:
    return Form({field: typed}, errors=errors_of([field]))


def _account(outcome: Quota | CarrierUnavailable) -> dict[str, Any]:
    """What "Test connection" found, for the template."""
    if isinstance(outcome, CarrierUnavailable):
        title, advice = sentences_of(outcome)
        return {"works": False, "title": title, "advice": advice}
    return {"works": True, "quota": outcome}


def _time_zones(chosen: str) -> list[str]:
    """The zones named for a place; the one that is set is always among them."""
    places = {name for name in available_timezones() if name.startswith(_REGIONS)}
    return sorted(places | {"UTC", chosen})
