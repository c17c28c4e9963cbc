"""Work that nobody is at any more ends for whoever asks after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from retrack.domain.identifiers import StoreId
from retrack.domain.shop_problems import SENTENCES, ShopProblem
from retrack.domain.times import to_text
from retrack.services.job_progress import (
    NOT_ALL_TRACKED,
    PAGE_READ_WITHIN,
    TRACKED_WITHIN,
    seen,
)
from retrack.services.ports import Job
from retrack.services.shop_messages import ShopImport
from tests.architecture import template
from tests.builders import NOON

STORE = StoreId("s1")
TRACK = Job("j1", STORE, "track", 3, done=1, failed=0, created_at=NOON)
BEGUN = NOON - timedelta(hours=5)  # long ago; its page is due since noon
PAGE = ShopImport("shopify-import", to_text(BEGUN), at=to_text(NOON), page=7)
SHOP = Job("shopify-import", STORE, "shop_import", 90, 30, 0, BEGUN, place=PAGE.to_json())
MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("job", "within", "problem"),
    [
        (TRACK, TRACKED_WITHIN, NOT_ALL_TRACKED),
        (SHOP, PAGE_READ_WITHIN, SENTENCES[ShopProblem.STOPPED]),
    ],
)
def test_a_job_that_stands_still_has_failed_and_says_what_to_do(
    job: Job, within: timedelta, problem: str
) -> None:
    stuck = seen(job, NOON + within + MOMENT)

    assert seen(job, NOON + within) == job
    assert (stuck.state, stuck.problem, stuck.place) == ("failed", problem, job.place)


@pytest.mark.parametrize(
    "job",
    [
        replace(TRACK, done=3),
        replace(SHOP, done=90, place=""),
        replace(SHOP, problem=SENTENCES[ShopProblem.FROZEN]),
        replace(TRACK, kind="data_request"),  # which waits for its merchant
    ],
)
def test_what_is_over_or_waits_for_people_stays_as_it_is(job: Job) -> None:
    assert seen(job, NOON + timedelta(days=7)) == job


@pytest.mark.parametrize(
    ("queue", "within"), [("ShopEventsQueue", PAGE_READ_WITHIN), ("TrackingQueue", TRACKED_WITHIN)]
)
def test_all_tries_of_a_message_take_less(queue: str, within: timedelta) -> None:
    kept = template.resources("AWS::SQS::Queue")[queue]

    tries = kept["RedrivePolicy"]["maxReceiveCount"]

    assert tries * timedelta(seconds=kept["VisibilityTimeout"]) < within
