"""Whether one address may be written to, which is asked about and never listed."""

from __future__ import annotations

import pytest

from retrack.domain.addresses import address_id
from retrack.domain.settings import Channel
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.web.words import SUPPRESSED
from tests.builders import NOON
from tests.functional.web.more_pages import MorePages
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BOSS, OTHER, World

PAGE, EMAIL, PHONE = "/notifications/address", "somchai@example.com", "+66812345678"


@pytest.fixture(autouse=True)
def more(world: World) -> MorePages:
    return MorePages(world)


def suppress(world: World, address: str, store_id: object = BOSS) -> None:
    channel = Channel.EMAIL if "@" in address else Channel.SMS
    known = address_id("k1", channel, address)
    reason = SuppressionReason.BOUNCED
    world.suppressions.add(Suppression(store_id, known, channel, reason, NOON))  # type: ignore[arg-type]  # a store's id


@pytest.mark.parametrize(("address", "typed"), [(EMAIL, " Somchai@Example.com"), (PHONE, PHONE)])
def test_what_is_suppressed_is_said_lifted_and_taken_back(
    world: World, mali: Visitor, address: str, typed: str
) -> None:
    suppress(world, address)

    told = mali.submit(PAGE, {"address": typed})
    assert told.status == 200
    assert SUPPRESSED[SuppressionReason.BOUNCED] in told.page.text

    lifted = mali.submit(PAGE, {"address": typed, "contact": "allow"}).page.text
    assert "may be written to again" in lifted
    assert not world.suppressions.kept

    blocked = mali.submit(PAGE, {"address": typed, "contact": "block"}).page.text
    assert SUPPRESSED[SuppressionReason.BLOCKED] in blocked
    assert [kept.actor for kept in world.suppressions.kept.values()] != [""]


def test_what_nothing_is_known_of_may_be_written_to(world: World, mali: Visitor) -> None:
    suppress(world, EMAIL, OTHER)

    assert "Nothing here speaks against" in mali.submit(PAGE, {"address": EMAIL}).page.text


@pytest.mark.parametrize("address", ["", "somchai", "081 234 5678", "a@b", "<b>@x"])
@pytest.mark.parametrize("act", ["", "block"])
def test_what_is_no_address_is_said_beside_the_field(
    world: World, mali: Visitor, address: str, act: str
) -> None:
    answer = mali.submit(PAGE, {"address": address, "contact": act})

    assert answer.status == 422
    assert "with its country" in answer.page.text
    assert not world.suppressions.kept


def test_the_page_of_messages_leads_there_and_names_no_address(mali: Visitor) -> None:
    assert f'href="{PAGE}"' in mali.get("/notifications").text
    assert mali.get(f"{PAGE}?address={EMAIL}").text.count(EMAIL) <= 1  # the language's way back


def test_a_store_off_the_plan_is_told_of_it(basil: Visitor) -> None:
    assert basil.get(PAGE).status == 403
