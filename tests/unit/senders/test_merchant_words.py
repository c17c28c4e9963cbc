"""What merchants read is whole, in their language, and leads where it says."""

from __future__ import annotations

import pytest

from retrack.domain.account import Incident, Trouble
from retrack.domain.attention import Reason
from retrack.domain.identifiers import OrderId, TrackingNumber
from retrack.domain.senders import Senders
from retrack.domain.statuses import Status
from retrack.domain.templates import LANGUAGES
from retrack.domain.times import to_text
from retrack.senders.merchant_phrases import ORDER_OF_REASONS, PHRASES
from retrack.senders.merchant_words import MOST_LINES, MerchantWords
from retrack.services.merchant_ports import DueOrder
from retrack.services.order_row import row_of
from tests.builders import NOON, a_shipment, a_store, an_order, days

WORDS = MerchantWords(
    "https://track.example.com", Senders(default="mail@retrack.example"), {"17track": "17TRACK"}
)
TO = "ann@example.com"


def due(number: int, status: Status = Status.ALERT, name: str = "") -> DueOrder:
    shipment = a_shipment(
        status=status, tracking_number=TrackingNumber(f"RR12345678{number}CN"), carrier_name="Post"
    )
    order = an_order(id=OrderId(str(number)), name=name or f"#{number}", shipments=(shipment,))
    claim = order.claims[0]
    return DueOrder(order.id, claim.reason, to_text(claim.line), row_of(order))


def test_a_digest_leads_to_each_order_and_to_all_of_them() -> None:
    orders = [due(1), due(2, Status.UNDELIVERED), due(3)]

    email = WORDS.digest(a_store(cursor_key="k"), orders, to=TO, now=NOON + days(1))

    for part in (email.html, email.text):
        assert part.index("The carrier reports an exception") < part.index("Delivery failed")
        for order in (1, 2, 3):
            assert f"https://track.example.com/orders/{order}?shipment=s1" in part
        assert "https://track.example.com/tracking?attention=true" in part
        assert "Post RR123456781CN" in part
        assert "1 Nov 2026" in part
        assert email.unsubscribe_url in part
    assert email.subject == "A store: 3 orders newly need attention"
    assert (email.sender, email.to) == ('"Retrack" <mail@retrack.example>', TO)
    assert "ann" not in email.unsubscribe_url


def test_a_long_digest_shows_the_first_and_counts_the_rest() -> None:
    orders = [due(number, Status.EXPIRED) for number in range(MOST_LINES + 7)]

    email = WORDS.digest(a_store(), orders, to=TO, now=NOON)

    assert email.text.count("/orders/") == MOST_LINES
    assert "and 7 more" in email.text
    assert "The tracking code expired (27)" in email.text


def test_hostile_names_come_out_as_text() -> None:
    email = WORDS.digest(a_store(name='<b>x</b>"'), [due(1, name="<img src=x>")], to=TO, now=NOON)

    assert "<img" not in email.html
    assert "<b>x" not in email.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", Trouble)
def test_a_warning_says_what_to_do(language: str, trouble: Trouble) -> None:
    store = a_store(locale=language, name="Doi Suthep")

    email = WORDS.warning(store, Incident(trouble, NOON), to=TO)

    warned = PHRASES[language].warnings[trouble]
    for part in (email.html, email.text):
        assert warned.title in part
        assert all(step in part for step in warned.steps)
        assert "17TRACK" in part
        assert "https://track.example.com/settings/carrier" in part
    assert f'lang="{language}"' in email.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_it_is_over_is_said_shortly(language: str) -> None:
    store = a_store(locale=language, name="Doi Suthep")

    email = WORDS.all_clear(store, to=TO)

    over = PHRASES[language].over
    assert email.subject == f"Doi Suthep: {over.title}"
    for part in (email.html, email.text):
        assert all(word in part for word in (over.title, *over.steps, "17TRACK", "Doi Suthep"))
        assert "/mail/off/" in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words_and_its_place(language: str) -> None:
    assert set(PHRASES[language].reasons) == set(Reason) == set(ORDER_OF_REASONS)
