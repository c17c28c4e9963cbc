"""`JobStore`: each part of a job counts once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.errors import NotFound
from retrack.domain.identifiers import StoreId
from retrack.services.ports import Job
from tests.builders import NOON, fresh_store_id
from tests.contract.conftest import Storage


def a_job(store_id: StoreId, *, total: int = 3, done: int = 0, failed: int = 0) -> Job:
    return Job("j1", store_id, "track", total, done, failed, created_at=NOON)


def test_a_new_job_is_running(storage: Storage, store_id: StoreId) -> None:
    job = a_job(store_id)

    storage.jobs.create(job)

    assert storage.jobs.load(store_id, "j1") == job
    assert job.state == "running"


def test_a_part_counts_once_however_often_it_is_told(storage: Storage, store_id: StoreId) -> None:
    storage.jobs.create(a_job(store_id))

    storage.jobs.finish_part(store_id, "j1", "first.part #1", done=1, failed=1)
    storage.jobs.finish_part(store_id, "j1", "first.part #1", done=2, failed=0)

    job = storage.jobs.load(store_id, "j1")
    assert (job.done, job.failed, job.state) == (1, 1, "running")


def test_a_job_is_done_once_all_its_parts_are(storage: Storage, store_id: StoreId) -> None:
    storage.jobs.create(a_job(store_id, total=4, failed=1))

    storage.jobs.finish_part(store_id, "j1", "a", done=2, failed=0)
    storage.jobs.finish_part(store_id, "j1", "b", done=0, failed=1)

    job = storage.jobs.load(store_id, "j1")
    assert (job.done, job.failed, job.state) == (2, 2, "done")


def test_a_job_begun_again_keeps_its_progress(storage: Storage, store_id: StoreId) -> None:
    storage.jobs.create(a_job(store_id))
    storage.jobs.finish_part(store_id, "j1", "a", done=1, failed=0)

    storage.jobs.create(a_job(store_id))

    assert storage.jobs.load(store_id, "j1").done == 1


def test_another_stores_job_is_not_there(storage: Storage, store_id: StoreId) -> None:
    storage.jobs.create(a_job(store_id))

    with pytest.raises(NotFound):
        storage.jobs.load(fresh_store_id(), "j1")


def test_a_part_of_a_job_that_is_gone_makes_no_job(storage: Storage, store_id: StoreId) -> None:
    storage.jobs.finish_part(store_id, "gone", "a", done=1, failed=0)

    with pytest.raises(NotFound):
        storage.jobs.load(store_id, "gone")


def test_a_job_that_goes_step_by_step_is_over_when_there_is_no_further_place(
    storage: Storage, store_id: StoreId
) -> None:
    storage.jobs.create(replace(a_job(store_id, total=1), place="page 1"))

    storage.jobs.finish_part(store_id, "j1", "page 1", done=1, failed=0, place="page 2")
    halfway = storage.jobs.load(store_id, "j1")
    storage.jobs.finish_part(store_id, "j1", "page 2", done=1, failed=0, place="")

    assert (halfway.state, halfway.place) == ("running", "page 2")
    over = storage.jobs.load(store_id, "j1")
    assert (over.state, over.done, over.place) == ("done", 2, "")


def test_a_job_that_stopped_says_why_until_it_goes_on(storage: Storage, store_id: StoreId) -> None:
    storage.jobs.create(a_job(store_id))
    storage.jobs.finish_part(store_id, "j1", "a", done=1, failed=0, place="b")

    storage.jobs.stop(store_id, "j1", "The token is refused.", place="b")
    stopped = storage.jobs.load(store_id, "j1")
    storage.jobs.go_on(store_id, "j1", place="b, again")

    assert (stopped.state, stopped.problem, stopped.place) == (
        "failed",
        "The token is refused.",
        "b",
    )
    running = storage.jobs.load(store_id, "j1")
    assert (running.state, running.problem, running.place, running.done) == (
        "running",
        "",
        "b, again",
        1,
    )


def test_a_job_that_is_gone_neither_stops_nor_goes_on(storage: Storage, store_id: StoreId) -> None:
    storage.jobs.stop(store_id, "gone", "why", place="b")
    storage.jobs.go_on(store_id, "gone", place="b")

    with pytest.raises(NotFound):
        storage.jobs.load(store_id, "gone")


def test_a_job_begun_anew_forgets_what_was_counted(storage: Storage, store_id: StoreId) -> None:
    storage.jobs.create(a_job(store_id))
    storage.jobs.finish_part(store_id, "j1", "a", done=1, failed=0)
    storage.jobs.stop(store_id, "j1", "why", place="b")

    storage.jobs.begin_anew(a_job(store_id, total=2))
    storage.jobs.finish_part(store_id, "j1", "a", done=1, failed=0)

    job = storage.jobs.load(store_id, "j1")
    assert (job.done, job.total, job.state, job.place) == (1, 2, "running", "")
