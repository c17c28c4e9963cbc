"""Reports: what makes two of them say the same, and how their checkpoints come together."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.reports import Checkpoint, merge_checkpoints
from retrack.domain.statuses import Status
from tests.builders import NOON, a_checkpoint, a_report, a_silent_report, hours

checkpoints = st.builds(
    Checkpoint,
    at=st.integers(0, 5).map(lambda number: NOON + hours(number)),
    description=st.sampled_from(["Arrived", "arrived ", "Departed"]),
    location=st.sampled_from([None, "Bangkok"]),
    status=st.sampled_from([None, Status.IN_TRANSIT]),
)


def test_the_newest_checkpoint_is_the_first() -> None:
    report = a_report(checkpoints=(a_checkpoint(at=NOON + hours(1)), a_checkpoint(at=NOON)))

    assert report.newest_at == NOON + hours(1)
    assert a_silent_report().newest_at is None


def test_a_moment_told_in_another_zone_is_the_same_moment() -> None:
    in_bangkok = NOON.astimezone(timezone(timedelta(hours=7)))

    assert a_report(at=in_bangkok).fingerprint() == a_report(at=NOON).fingerprint()


def test_a_mapping_of_ours_that_changes_is_no_news() -> None:
    """A new meaning for a provider's word is applied by replaying it, not by every sweep."""
    same_checkpoints = a_report().checkpoints

    assert (
        a_report(status=Status.ALERT, provider_status="x", checkpoints=same_checkpoints)
    ).fingerprint() == a_report(provider_status="x", checkpoints=same_checkpoints).fingerprint()


def test_one_event_told_by_two_carriers_is_kept_once_with_the_most_detail() -> None:
    short = a_checkpoint(at=NOON, description="Arrived ")
    long = a_checkpoint(at=NOON, description="arrived", location="Bangkok", status=Status.PICK_UP)

    assert merge_checkpoints([short], [long]) == (long,)
    assert merge_checkpoints([long], [short]) == (long,)


def test_events_of_one_moment_with_other_words_are_two() -> None:
    one, other = a_checkpoint(description="Arrived"), a_checkpoint(description="Departed")

    assert merge_checkpoints([one], [other]) == (one, other)


def test_nothing_and_nothing_is_nothing() -> None:
    assert merge_checkpoints() == ()
    assert merge_checkpoints([], []) == ()


@given(st.lists(checkpoints), st.lists(checkpoints))
def test_merged_checkpoints_are_newest_first_and_each_once(
    one: list[Checkpoint], other: list[Checkpoint]
) -> None:
    merged = merge_checkpoints(one, other)

    keys = [(c.at.astimezone(UTC), c.description.strip().casefold()) for c in merged]
    given_keys = {(c.at, c.description.strip().casefold()) for c in [*one, *other]}
    assert [at for at, _ in keys] == sorted((at for at, _ in keys), reverse=True)
    assert len(set(keys)) == len(keys)
    assert set(keys) == given_keys


@given(st.lists(checkpoints), st.lists(checkpoints))
def test_merging_again_changes_nothing(one: list[Checkpoint], other: list[Checkpoint]) -> None:
    merged = merge_checkpoints(one, other)

    assert merge_checkpoints(merged, merged) == merged
    assert merge_checkpoints(one, merged) == merged
