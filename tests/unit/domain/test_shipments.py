"""How reports, silence and the merchant's hand change a shipment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.identifiers import CarrierSlug, TrackingNumber
from retrack.domain.reports import (
    CarrierReport,
    EstimatedDelivery,
    LastMile,
    Rejection,
)
from retrack.domain.shipments import (
    MAX_CHANGES,
    Hold,
    Shipment,
    StatusChange,
    apply_rejection,
    apply_report,
    correct,
    digest,
    give_back_to_carrier,
    set_by_hand,
    settle,
)
from retrack.domain.statuses import FINAL, TRACKING_STATUSES, UNHEARD, Status, StatusSource
from tests.builders import NOON, a_checkpoint, a_report, a_shipment, a_silent_report, days, hours

A_SECOND = timedelta(seconds=1)
ACTOR = "key:test"

shipment_statuses = st.sampled_from(TRACKING_STATUSES)


def by_hand(status: Status, *, at: datetime = NOON, of: Shipment | None = None) -> Shipment:
    return set_by_hand(of or a_shipment(), status, actor=ACTOR, now=at)


def stopped_report() -> CarrierReport:
    return a_silent_report(provider_status="Stopped", stopped=True)


# ------------------------------------------------------------------------ while nothing is known


def test_silence_is_pending_for_7_days() -> None:
    shipment = apply_report(a_shipment(), a_silent_report(), now=NOON + days(7))

    assert shipment.status is Status.PENDING


def test_silence_is_unknown_one_second_after_7_days() -> None:
    now = NOON + days(7) + A_SECOND

    shipment = apply_report(a_shipment(), a_silent_report(), now=now)

    assert (shipment.status, shipment.status_changed_at) == (Status.UNKNOWN, now)


def test_the_same_silence_turns_pending_into_unknown_when_its_time_is_up() -> None:
    young = apply_report(a_shipment(), a_silent_report(), now=NOON + days(1))

    old = apply_report(young, a_silent_report(), now=NOON + days(8))

    assert old.status is Status.UNKNOWN
    assert old.digest != young.digest


def test_an_invalid_number_is_unknown_at_once() -> None:
    shipment = apply_rejection(a_shipment(), Rejection.INVALID_NUMBER, now=NOON)

    assert (shipment.status, shipment.rejection) == (Status.UNKNOWN, Rejection.INVALID_NUMBER)


@pytest.mark.parametrize("reason", [r for r in Rejection if r is not Rejection.INVALID_NUMBER])
def test_any_other_rejection_is_pending_for_7_days(reason: Rejection) -> None:
    young = apply_rejection(a_shipment(), reason, now=NOON + days(7))
    old = apply_rejection(a_shipment(), reason, now=NOON + days(7) + A_SECOND)

    assert (young.status, old.status) == (Status.PENDING, Status.UNKNOWN)


def test_that_nothing_is_known_yet_is_no_rejection_to_keep() -> None:
    refused = apply_rejection(a_shipment(), Rejection.CARRIER_NOT_DETECTED, now=NOON)

    taken = apply_rejection(refused, Rejection.NO_INFORMATION, now=NOON + hours(1))

    assert refused.rejection is Rejection.CARRIER_NOT_DETECTED
    assert taken.rejection is None


def test_the_same_rejection_again_changes_nothing() -> None:
    once = apply_rejection(a_shipment(), Rejection.QUOTA_EXHAUSTED, now=NOON)

    twice = apply_rejection(once, Rejection.QUOTA_EXHAUSTED, now=NOON + hours(5))

    assert twice is once


def test_an_unknown_number_that_comes_to_life_is_what_the_carrier_says() -> None:
    unknown = apply_rejection(a_shipment(), Rejection.INVALID_NUMBER, now=NOON)

    alive = apply_report(unknown, a_report(at=NOON + hours(1)), now=NOON + days(1))

    assert (alive.status, alive.rejection) == (Status.IN_TRANSIT, None)


@pytest.mark.parametrize("reason", Rejection)
def test_a_rejection_never_takes_back_what_a_carrier_reported(reason: Rejection) -> None:
    with_events = apply_report(a_shipment(), a_report(), now=NOON)
    without_events = apply_report(a_shipment(), a_report(checkpoints=()), now=NOON)

    assert apply_rejection(with_events, reason, now=NOON + days(9)).status is Status.IN_TRANSIT
    assert apply_rejection(without_events, reason, now=NOON + days(9)).status is Status.IN_TRANSIT


def test_silence_never_takes_back_what_a_carrier_reported_without_events() -> None:
    known = apply_report(a_shipment(), a_report(checkpoints=()), now=NOON)

    silent = apply_report(known, a_silent_report(), now=NOON + days(9))

    assert silent.status is Status.IN_TRANSIT


# ------------------------------------------------------------------------------------- reports


def test_a_report_is_taken_over_whole() -> None:
    report = a_report(
        at=NOON - hours(2),
        sub_status="InTransit_Departure",
        carrier=CarrierSlug("china-post"),
        estimated_delivery=EstimatedDelivery(NOON.date(), None),
        last_mile=LastMile("TH1", "Thailand Post"),
    )

    shipment = apply_report(a_shipment(), report, now=NOON)

    assert shipment.status is Status.IN_TRANSIT
    assert shipment.status_changed_at == NOON - hours(2)
    assert shipment.sub_status == "InTransit_Departure"
    assert shipment.carrier == "china-post"
    assert shipment.estimated_delivery == report.estimated_delivery
    assert shipment.last_mile == report.last_mile
    assert shipment.last_event == report.checkpoints[0]
    assert (shipment.provider, shipment.provider_status) == ("17track", "in_transit")
    assert shipment.checked_at == NOON
    assert shipment.changes == (
        StatusChange(NOON - hours(2), Status.PENDING, Status.IN_TRANSIT, StatusSource.CARRIER),
    )


def test_a_carrier_that_the_merchant_chose_stays() -> None:
    chosen = a_shipment(carrier=CarrierSlug("cainiao"))

    shipment = apply_report(chosen, a_report(carrier=CarrierSlug("china-post")), now=NOON)

    assert shipment.carrier == "cainiao"


def test_what_a_later_report_leaves_out_is_kept() -> None:
    estimate, last_mile = EstimatedDelivery(NOON.date(), None), LastMile("TH1", None)
    first = a_report(estimated_delivery=estimate, last_mile=last_mile)
    known = apply_report(a_shipment(), first, now=NOON)

    later = apply_report(known, a_report(at=NOON + hours(1)), now=NOON + hours(1))

    assert (later.estimated_delivery, later.last_mile) == (estimate, last_mile)


def test_the_same_report_again_changes_nothing() -> None:
    once = apply_report(a_shipment(), a_report(), now=NOON)

    twice = apply_report(once, a_report(), now=NOON + days(3))

    assert twice is once


def test_an_older_report_changes_nothing() -> None:
    newer = apply_report(a_shipment(), a_report(at=NOON, status=Status.PICK_UP), now=NOON)

    assert apply_report(newer, a_report(at=NOON - A_SECOND), now=NOON) is newer
    assert apply_report(newer, a_silent_report(), now=NOON) is newer


def test_an_event_in_the_future_counts_from_now() -> None:
    shipment = apply_report(a_shipment(), a_report(at=NOON + hours(8)), now=NOON)

    assert shipment.status_changed_at == NOON


def test_a_status_that_changes_without_a_new_event_changes_now() -> None:
    """Expired, say: the last event is a month old, and was none of expiry."""
    moving = apply_report(a_shipment(), a_report(at=NOON), now=NOON)
    expired = a_report(at=NOON, status=Status.EXPIRED, checkpoints=a_report().checkpoints)

    shipment = apply_report(moving, expired, now=NOON + days(30))

    assert (shipment.status, shipment.status_changed_at) == (Status.EXPIRED, NOON + days(30))


def test_delivered_at_is_when_it_was_and_goes_if_it_was_not() -> None:
    delivered = apply_report(
        a_shipment(), a_report(at=NOON, status=Status.DELIVERED), now=NOON + hours(9)
    )

    returned = apply_report(
        delivered, a_report(at=NOON + days(1), status=Status.RETURNED), now=NOON + days(1)
    )

    assert delivered.delivered_at == NOON
    assert returned.delivered_at is None


def test_history_keeps_the_newest_changes_only() -> None:
    shipment = a_shipment()
    for number in range(MAX_CHANGES + 5):
        status = (Status.ALERT, Status.IN_TRANSIT)[number % 2]
        moment = NOON + hours(number)
        shipment = apply_report(shipment, a_report(at=moment, status=status), now=moment)

    assert len(shipment.changes) == MAX_CHANGES
    assert shipment.changes[-1].at == NOON + hours(MAX_CHANGES + 4)


def test_times_are_kept_in_whole_seconds() -> None:
    now = NOON + timedelta(microseconds=999_999)

    reported = apply_report(a_shipment(), a_report(at=now), now=now)
    handled = set_by_hand(reported, Status.DELIVERED, actor=ACTOR, now=now)

    assert (reported.status_changed_at, reported.checked_at) == (NOON, NOON)
    assert handled.hold == Hold(NOON, StatusSource.MANUAL)
    assert handled.delivered_at == NOON


@st.composite
def growing_reports(
    draw: st.DrawFn, on_the_way: st.SearchStrategy[Status] = shipment_statuses
) -> list[CarrierReport]:
    """What a provider says of one parcel as time passes, each time something more."""
    gaps = draw(st.lists(st.integers(1, 100), min_size=1, max_size=5))
    reports: list[CarrierReport] = [a_silent_report()] if draw(st.booleans()) else []
    checkpoints: tuple[object, ...] = ()
    at = NOON - days(30)
    for left, gap in reversed(list(enumerate(gaps))):
        at += hours(gap)
        status = draw(on_the_way if left else shipment_statuses)
        checkpoints = (a_checkpoint(at=at, status=status), *checkpoints)
        reports.append(a_report(status=status, checkpoints=checkpoints))
    return reports


@given(growing_reports(), st.data())
def test_reports_late_repeated_and_reordered_end_in_the_newest(
    reports: list[CarrierReport], data: st.DataObject
) -> None:
    extra = data.draw(st.lists(st.sampled_from(reports), max_size=5))
    arriving = data.draw(st.permutations([*reports, *extra]))

    shipment = a_shipment()
    for report in arriving:
        shipment = apply_report(shipment, report, now=NOON)

    assert shipment.status is reports[-1].status
    assert shipment.last_event == reports[-1].checkpoints[0]


@given(growing_reports(shipment_statuses.filter(lambda s: s not in FINAL)), st.data())
def test_a_stop_ends_the_same_whenever_it_comes(
    reports: list[CarrierReport], data: st.DataObject
) -> None:
    arriving = data.draw(st.permutations([*reports, stopped_report()]))

    shipment = a_shipment()
    for report in arriving:
        shipment = apply_report(shipment, report, now=NOON)

    newest = reports[-1].status
    assert shipment.status is (newest if newest in FINAL else Status.EXPIRED)


@given(growing_reports(), st.data())
def test_a_status_set_by_hand_after_all_events_stands_whatever_comes(
    reports: list[CarrierReport], data: st.DataObject
) -> None:
    status = data.draw(shipment_statuses)
    arriving = data.draw(st.permutations([*reports, stopped_report()]))
    already = data.draw(st.integers(0, len(arriving)))

    shipment = a_shipment()
    for report in arriving[:already]:
        shipment = apply_report(shipment, report, now=NOON)
    shipment = by_hand(status, at=NOON, of=shipment)
    for report in arriving[already:]:
        shipment = apply_report(shipment, report, now=NOON)

    assert (shipment.status, shipment.status_source) == (status, StatusSource.MANUAL)


@given(growing_reports(), st.data())
def test_history_leads_from_pending_to_the_status_without_a_gap(
    reports: list[CarrierReport], data: st.DataObject
) -> None:
    shipment = a_shipment()
    for report in data.draw(st.permutations([*reports, stopped_report()])):
        shipment = apply_report(shipment, report, now=NOON)

    steps = shipment.changes
    assert all(one.after is other.before for one, other in pairwise(steps))
    assert (steps[0].before if steps else shipment.status) is Status.PENDING
    assert not steps or steps[-1].after is shipment.status


# ------------------------------------------------------------------------------------- digests


@given(growing_reports(), st.integers(0, 40))
def test_a_digest_known_means_that_applying_changes_nothing(
    reports: list[CarrierReport], age: int
) -> None:
    now = NOON + days(age)
    shipment = a_shipment()
    for report in reports:
        shipment = apply_report(shipment, report, now=now)

    seen = digest(reports[-1], fulfilled_at=shipment.fulfilled_at, now=now)

    assert seen == shipment.digest
    assert apply_report(shipment, reports[-1], now=now) is shipment


def test_a_digest_is_short_and_tells_everything_apart() -> None:
    told = [
        a_report(),
        a_report(provider_status="other"),
        a_report(sub_status="other"),
        a_report(carrier=CarrierSlug("dhl")),
        a_report(at=NOON + A_SECOND),
        a_report(checkpoints=(a_checkpoint(description="other"),)),
        a_report(checkpoints=(a_checkpoint(location="other"),)),
        a_report(estimated_delivery=EstimatedDelivery(NOON.date(), None)),
        a_report(last_mile=LastMile("TH1", None)),
        a_report(stopped=True),
        a_silent_report(),
        *Rejection,
    ]

    digests = {digest(what, fulfilled_at=NOON, now=NOON) for what in told}

    assert len(digests) == len(told)
    assert {len(d) for d in digests} == {16}


def test_age_counts_only_while_nothing_is_known() -> None:
    old = NOON + days(8)

    def changes_with_age(what: CarrierReport | Rejection) -> bool:
        return digest(what, fulfilled_at=NOON, now=NOON) != digest(what, fulfilled_at=NOON, now=old)

    assert changes_with_age(a_silent_report())
    assert changes_with_age(Rejection.NO_INFORMATION)
    assert not changes_with_age(a_report())


# --------------------------------------------------------------------------- the merchant's hand


def test_a_status_set_by_hand_is_kept_with_who_and_when() -> None:
    shipment = by_hand(Status.DELIVERED, at=NOON + hours(1))

    assert (shipment.status, shipment.status_source) == (Status.DELIVERED, StatusSource.MANUAL)
    assert shipment.delivered_at == NOON + hours(1)
    assert shipment.changes[-1].actor == ACTOR


def test_a_status_set_by_hand_stands_against_an_older_event_learnt_later() -> None:
    delivered = by_hand(Status.DELIVERED, at=NOON)

    same_moment = apply_report(delivered, a_report(at=NOON), now=NOON + hours(1))

    assert same_moment.status is Status.DELIVERED
    assert same_moment.status_source is StatusSource.MANUAL
    assert same_moment.last_event == a_report(at=NOON).checkpoints[0]


def test_an_event_after_it_was_set_ends_a_status_set_by_hand() -> None:
    delivered = by_hand(Status.DELIVERED, at=NOON)

    newer = apply_report(delivered, a_report(at=NOON + A_SECOND), now=NOON + hours(1))

    assert (newer.status, newer.status_source) == (Status.IN_TRANSIT, StatusSource.CARRIER)
    assert newer.hold is None


@pytest.mark.parametrize("status", TRACKING_STATUSES)
def test_silence_and_rejections_do_not_end_a_status_set_by_hand(status: Status) -> None:
    held = by_hand(status)

    silent = apply_report(held, a_silent_report(), now=NOON + days(20))
    refused = apply_rejection(held, Rejection.INVALID_NUMBER, now=NOON + days(20))

    assert (silent.status, refused.status) == (status, status)


def test_setting_the_status_it_has_makes_it_stand() -> None:
    moving = apply_report(a_shipment(), a_report(sub_status="InTransit_Other"), now=NOON)

    held = by_hand(Status.IN_TRANSIT, at=NOON + hours(1), of=moving)

    assert held.status_source is StatusSource.MANUAL
    assert held.stands_since == NOON + hours(1)
    assert held.status_changed_at == moving.status_changed_at
    assert held.sub_status == "InTransit_Other"
    assert held.changes == moving.changes


def test_a_sub_status_goes_with_the_status_it_belongs_to() -> None:
    alert = a_report(status=Status.ALERT, sub_status="Exception_Damage")
    damaged = apply_report(a_shipment(), alert, now=NOON)

    delivered = by_hand(Status.DELIVERED, of=damaged)

    assert delivered.sub_status is None


def test_giving_back_brings_the_last_known_event_back() -> None:
    held = by_hand(Status.DELIVERED)
    event = a_checkpoint(status=Status.PICK_UP, sub_status="OutForDelivery_Other")

    given_back = give_back_to_carrier(held, event, actor=ACTOR, now=NOON + hours(2))

    assert (given_back.status, given_back.sub_status) == (Status.PICK_UP, "OutForDelivery_Other")
    assert (given_back.hold, given_back.status_source) == (None, StatusSource.CARRIER)
    assert given_back.delivered_at is None
    assert given_back.changes[-1].actor == ACTOR


@pytest.mark.parametrize(
    ("age", "status"), [(days(7), Status.PENDING), (days(7) + A_SECOND, Status.UNKNOWN)]
)
def test_given_back_with_nothing_known_goes_by_age(age: timedelta, status: Status) -> None:
    held = by_hand(Status.DELIVERED)

    given_back = give_back_to_carrier(held, None, actor=ACTOR, now=NOON + age)

    assert given_back.status is status


def test_after_giving_back_the_same_report_decides_in_full() -> None:
    report = a_report(sub_status="InTransit_Departure")
    held = by_hand(Status.DELIVERED, at=NOON, of=apply_report(a_shipment(), report, now=NOON))

    given_back = give_back_to_carrier(held, None, actor=ACTOR, now=NOON + hours(1))
    reported = apply_report(given_back, report, now=NOON + hours(2))

    assert given_back.digest == ""
    assert (reported.status, reported.sub_status) == (Status.IN_TRANSIT, "InTransit_Departure")


# ------------------------------------------------------------------------------ given up, settled


def test_a_parcel_that_the_provider_gave_up_is_expired_and_held() -> None:
    moving = apply_report(a_shipment(), a_report(at=NOON), now=NOON)

    stopped = apply_report(moving, stopped_report(), now=NOON + days(30))

    assert stopped.status is Status.EXPIRED
    assert stopped.hold == Hold(NOON + days(30), StatusSource.CARRIER)
    assert stopped.status_source is StatusSource.CARRIER
    assert stopped.last_event == moving.last_event
    assert apply_report(stopped, a_report(at=NOON), now=NOON + days(31)).status is Status.EXPIRED


def test_an_event_after_it_was_given_up_brings_a_parcel_back() -> None:
    stopped = apply_report(a_shipment(), stopped_report(), now=NOON)

    back = apply_report(stopped, a_report(at=NOON + hours(1)), now=NOON + hours(2))

    assert (back.status, back.hold) == (Status.IN_TRANSIT, None)


@pytest.mark.parametrize("status", FINAL)
def test_a_parcel_given_up_has_arrived_even_if_that_is_learnt_later(status: Status) -> None:
    stopped = apply_report(a_shipment(), stopped_report(), now=NOON + days(30))

    arrived = apply_report(stopped, a_report(at=NOON, status=status), now=NOON + days(31))

    assert (arrived.status, arrived.hold) == (status, None)


@pytest.mark.parametrize("status", FINAL)
def test_giving_up_a_parcel_that_arrived_means_nothing(status: Status) -> None:
    arrived = apply_report(a_shipment(), a_report(status=status), now=NOON)

    stopped = apply_report(arrived, stopped_report(), now=NOON + days(15))

    assert (stopped.status, stopped.hold) == (status, None)


@pytest.mark.parametrize(
    ("age", "followed_as"), [(days(30), Status.IN_TRANSIT), (days(30) + A_SECOND, None)]
)
def test_what_was_made_final_by_hand_is_followed_for_30_days(
    age: timedelta, followed_as: Status | None
) -> None:
    delivered = by_hand(Status.DELIVERED)

    settled = settle(delivered, now=NOON + age)

    assert settled.followed_as is followed_as
    assert settled.status is Status.DELIVERED


def test_a_settled_status_still_stands_against_what_happened_before() -> None:
    settled = settle(by_hand(Status.DELIVERED, at=NOON), now=NOON + days(31))

    older = apply_report(settled, a_report(at=NOON - hours(1)), now=NOON + days(32))
    silent = apply_report(settled, a_silent_report(), now=NOON + days(32))
    newer = apply_report(settled, a_report(at=NOON + days(31)), now=NOON + days(32))

    assert (older.status, silent.status) == (Status.DELIVERED, Status.DELIVERED)
    assert newer.status is Status.IN_TRANSIT


@pytest.mark.parametrize("status", [s for s in TRACKING_STATUSES if s not in FINAL])
def test_what_was_left_open_by_hand_is_followed_for_good(status: Status) -> None:
    held = by_hand(status)

    assert settle(held, now=NOON + days(400)) is held
    assert held.followed_as is status


def test_what_a_carrier_made_final_is_not_followed() -> None:
    delivered = apply_report(a_shipment(), a_report(status=Status.DELIVERED), now=NOON)

    assert delivered.followed_as is None
    assert settle(delivered, now=NOON + days(400)) is delivered


# ----------------------------------------------------------------------------------- corrections


@given(st.data())
def test_a_corrected_code_forgets_what_was_reported_of_the_old_one(data: st.DataObject) -> None:
    shipment = a_shipment(notify=False, final=False)
    for report in data.draw(growing_reports()):
        shipment = apply_report(shipment, report, now=NOON)
    if data.draw(st.booleans()):
        shipment = by_hand(data.draw(shipment_statuses), at=NOON, of=shipment)

    fresh = correct(
        shipment,
        number=TrackingNumber("RB123456785GB"),
        carrier=CarrierSlug("royal-mail"),
        carrier_name="Royal Mail",
        now=NOON + hours(1),
    )

    assert fresh == replace(
        a_shipment(token=shipment.token, notify=False, final=False),
        tracking_number=TrackingNumber("RB123456785GB"),
        carrier=CarrierSlug("royal-mail"),
        carrier_name="Royal Mail",
        added_at=NOON + hours(1),
        status_changed_at=fresh.status_changed_at,
        changes=fresh.changes,
    )
    assert fresh.changes[: len(shipment.changes)] == shipment.changes
    assert fresh.status in UNHEARD
