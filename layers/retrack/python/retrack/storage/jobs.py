"""Long work with progress. Its parts may be told several times, and are counted once."""

from datetime import timedelta

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from retrack.domain.errors import NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.times import from_text, to_text
from retrack.services.ports import Job
from retrack.storage import keys
from retrack.storage.items import JobItem
from retrack.storage.table import held

KEPT = timedelta(days=7)
_AT_FIRST = "at first"  # what was done or failed before the first part


class TableJobs:
    """`JobStore` over DynamoDB: a map holds what each part came to, so that repeats are seen."""

    def create(self, job: Job) -> None:
        """A PutItem on the condition that there is none: begun again, it goes on as it stands."""
        held(lambda: _item_of(job).save(condition=JobItem.pk.does_not_exist()))

    def begin_anew(self, job: Job) -> None:
        """A PutItem over whatever there is."""
        _item_of(job).save()

    def finish_part(
        self,
        store_id: StoreId,
        job_id: str,
        part: str,
        *,
        done: int,
        failed: int,
        place: str | None = None,
    ) -> None:
        """One UpdateItem on the condition that this part is open; nothing once the job is gone."""
        is_open = JobItem.pk.exists() & JobItem.parts[part].does_not_exist()
        counted = [JobItem.parts[part].set([done, failed])]
        moved = [] if place is None else [_set(JobItem.place, place)]
        item = _item(store_id, job_id)
        held(lambda: item.update(counted + moved, condition=is_open))

    def stop(self, store_id: StoreId, job_id: str, problem: str, *, place: str) -> None:
        """One UpdateItem on the condition that there is such a job."""
        self._stand(store_id, job_id, problem, place)

    def go_on(self, store_id: StoreId, job_id: str, *, place: str) -> None:
        """One UpdateItem on the condition that there is such a job."""
        self._stand(store_id, job_id, "", place)

    def _stand(self, store_id: StoreId, job_id: str, problem: str, place: str) -> None:
        item = _item(store_id, job_id)
        actions = [_set(JobItem.problem, problem), _set(JobItem.place, place)]
        held(lambda: item.update(actions, condition=JobItem.pk.exists()))

    def load(self, store_id: StoreId, job_id: str) -> Job:
        """One consistent GetItem."""
        key = keys.job(store_id, job_id)
        try:
            item = JobItem.get(key.pk, key.sk, consistent_read=True)
        except JobItem.DoesNotExist as exc:
            msg = "There is no such job in this store."
            raise NotFound(msg) from exc
        parts = [item.parts[part] for part in item.parts]
        return Job(
            id=job_id,
            store_id=store_id,
            kind=item.kind,
            total=int(item.total),
            done=sum(int(done) for done, _ in parts),
            failed=sum(int(failed) for _, failed in parts),
            created_at=from_text(item.created_at),
            place=item.place or "",
            problem=item.problem or "",
        )


def _item_of(job: Job) -> JobItem:
    key = keys.job(job.store_id, job.id)
    return JobItem(
        key.pk,
        key.sk,
        kind=job.kind,
        total=job.total,
        parts={_AT_FIRST: [job.done, job.failed]},
        created_at=to_text(job.created_at),
        expires_at=int((job.created_at + KEPT).timestamp()),
        place=job.place or None,
        problem=job.problem or None,
    )


def _item(store_id: StoreId, job_id: str) -> JobItem:
    key = keys.job(store_id, job_id)
    return JobItem(key.pk, key.sk)


def _set(attribute: UnicodeAttribute, text: str) -> Action:
    return attribute.set(text) if text else attribute.remove()
