"""The sender's page, emails to oneself, the tracking account's trouble, and the way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.account import TrackingAccount, Trouble
from retrack.domain.digests import MailKind
from retrack.domain.feedback import FeedbackKind
from retrack.domain.mail_links import MailLink, link_text, recipient_hash
from retrack.domain.mail_returns import MailReturn
from retrack.domain.merchant_mail import MerchantMail
from retrack.domain.sender_identity import IdentityKind, IdentityState
from retrack.domain.senders import Senders
from tests.builders import NOON
from tests.functional.web.more_pages import MorePages
from tests.functional.web.test_settings_page import save
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BOSS, OTHER, World

SHOP = "shop@shop.example"


@pytest.fixture(autouse=True)
def more(world: World) -> MorePages:
    return MorePages(world)


def begin(visitor: Visitor, email: str = SHOP, kind: str = "domain") -> object:
    return visitor.submit("/settings/sender", {"email": email, "kind": kind})


def test_a_domain_is_proved_from_its_page(mali: Visitor, more: MorePages) -> None:
    assert mali.submit("/settings/sender", {"email": SHOP, "kind": "domain"}).status == 303

    page = mali.get("/settings/sender").text
    assert "one._domainkey.shop.example" in page
    assert 'data-copy="one.dkim.example.com"' in page
    assert "v=DMARC1" in page
    assert 'hx-get="/settings/sender/state?looks=1" hx-trigger="load delay:4s"' in page

    later = mali.part("/settings/sender/state?looks=3").text
    assert 'looks=4" hx-trigger="load delay:30s"' in later

    more.identities.states["shop.example"] = IdentityState.VERIFIED
    proved = mali.part("/settings/sender/state?looks=4").text
    assert "Verified" in proved
    assert "hx-trigger" not in proved
    assert f"Emails come from {SHOP} now." in proved
    settings = mali.get("/settings").page.text
    assert "How the sender is verified" in settings
    assert "Prove that the address is yours" not in settings


def test_who_leaves_the_page_open_asks_no_more_after_an_hour(mali: Visitor) -> None:
    begin(mali)

    assert "hx-trigger" not in mali.part("/settings/sender/state?looks=60").text
    assert "hx-trigger" in mali.part("/settings/sender/state?looks=nonsense").text


@pytest.mark.parametrize(
    ("email", "kind", "status", "said"),
    [
        ("nobody", "domain", 422, "An e-mail address"),
        ("me@gmail.com", "domain", 422, "choose “just this address”"),
        ("x@taken.example", "domain", 409, "sends from there"),
    ],
)
def test_what_cannot_be_proved_is_said_beside_what_was_typed(
    mali: Visitor, more: MorePages, email: str, kind: str, status: int, said: str
) -> None:
    more._set_up().begin(OTHER, "shop@taken.example", IdentityKind.DOMAIN, actor="key:x")

    answer = mali.submit("/settings/sender", {"email": email, "kind": kind})

    assert answer.status == status
    assert said in answer.text
    assert f'value="{email}"' in answer.text


def test_what_has_failed_says_what_to_do(mali: Visitor, more: MorePages) -> None:
    begin(mali)
    more.identities.states["shop.example"] = IdentityState.FAILED

    assert "Compare them letter by letter" in mali.part("/settings/sender/state").text


def test_a_sender_is_given_up(mali: Visitor, more: MorePages, world: World) -> None:
    begin(mali)

    assert mali.submit("/settings/sender/remove").location == "/settings/sender"

    assert more.identities.states == {}
    assert world.stores.load(BOSS).identity is None


def test_staff_see_the_sender_and_change_nothing(mali: Visitor, world: World) -> None:
    world.credentials.add_person("id of mali@example.com", BOSS, "staff")

    assert "Only an owner of the store may change this." in mali.get("/settings/sender").text
    assert mali.submit("/settings/sender", {"email": SHOP}).status == 403
    assert mali.submit("/settings/sender/remove").status == 403


# -------------------------------------------------------------------------- e-mails to the owner


def test_the_digest_is_chosen(mali: Visitor, world: World) -> None:
    answer = save(
        mali, "merchant", "warnings", digest="on", digest_hour="17", recipients="a@b.cc, d@e.ff"
    )

    assert answer.location == "/settings?saved=merchant#merchant"
    assert world.stores.load(BOSS).merchant_mail == MerchantMail(
        ("a@b.cc", "d@e.ff"), digest=True, digest_hour=17, warnings=False
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"recipients": "a@b.cc nobody"}, "At most 10"), ({"digest_hour": "25"}, "one of the hours")],
)
def test_what_is_wrong_about_it_is_said(mali: Visitor, typed: dict[str, str], said: str) -> None:
    answer = save(mali, "merchant", **typed)

    assert answer.status == 422
    assert said in answer.text


def test_that_none_can_be_sent_yet_is_said(mali: Visitor, more: MorePages) -> None:
    more.senders = Senders()
    assert "None can be sent before" in mali.get("/settings").text

    more.senders = Senders(default="mail@retrack.example")
    assert "None can be sent before" not in mali.get("/settings").text


@pytest.mark.parametrize("trouble", Trouble)
def test_trouble_of_the_account_is_on_every_page(
    mali: Visitor, world: World, trouble: Trouble
) -> None:
    assert "Your tracking account" not in mali.get("/orders").text
    account = TrackingAccount().troubled(trouble, now=NOON)
    world.stores.save_account(BOSS, account, seen=TrackingAccount())

    for page in ("/orders", "/tracking", "/settings"):
        assert mali.get(page).text.count("Your tracking account") == 1, page


# --------------------------------------------------------------------------------- the way out


def way_out(kind: MailKind, email: str) -> str:
    return "/mail/off/" + link_text(MailLink(BOSS, kind, recipient_hash(email)), "k1")


def test_one_click_asks_and_the_next_stops(visitor: Visitor, world: World) -> None:
    world.credentials.add_person("p1", BOSS, "owner", email="ann@example.com")
    wishes = MerchantMail(digest=True)
    world.stores.saved[BOSS] = replace(world.stores.saved[BOSS], merchant_mail=wishes)
    link = way_out(MailKind.DIGEST, "ann@example.com")

    assert "Stop them" in visitor.get(link).text
    assert world.stores.load(BOSS).merchant_mail == wishes

    assert "Done" in visitor.post(link, {"List-Unsubscribe": "One-Click"}, origin="none").text
    assert world.stores.load(BOSS).merchant_mail == MerchantMail(digest=False)
    assert visitor.post(link).status == 200


def test_of_several_recipients_one_is_left_out(visitor: Visitor, world: World) -> None:
    wishes = MerchantMail(("ann@example.com", "bob@example.com"), digest=True)
    world.stores.saved[BOSS] = replace(world.stores.saved[BOSS], merchant_mail=wishes)

    visitor.post(way_out(MailKind.WARNING, "ann@example.com"))

    assert world.stores.load(BOSS).merchant_mail == replace(wishes, recipients=("bob@example.com",))


@pytest.mark.parametrize("text", ["x", "a.b.c.d", "boss.digest.1234.5678", "gone.digest.1.2"])
def test_what_is_no_link_leads_nowhere(visitor: Visitor, text: str) -> None:
    assert visitor.get(f"/mail/off/{text}").status == 404
    assert visitor.post(f"/mail/off/{text}").status == 404


def test_whom_mail_came_back_from_is_said_in_the_settings_and_allowed_again(
    world: World, mali: Visitor
) -> None:
    store = world.stores.saved[BOSS]
    who = recipient_hash("team@shop.example")
    wishes = replace(store.merchant_mail, recipients=("team@shop.example", "b@shop.example"))
    bounced = MailReturn(who, FeedbackKind.BOUNCED, NOON)
    world.stores.saved[BOSS] = replace(store, merchant_mail=wishes, mail_returns=(bounced,))
    page = mali.get("/settings").page.text
    assert "No emails go to team@shop.example" in page
    assert "No emails go to b@shop.example" not in page

    after = mali.follow(mali.submit("/settings/merchant/allow", {"who": who})).page.text

    assert "Emails go there again." in after
    assert "No emails go to" not in after
