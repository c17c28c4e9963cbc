"""How far long work has come, also where nobody is at it any more.

What is killed in its last try, by its memory or its time, cannot say that it stopped. Whoever asks
after it is told so once it has stood still for longer than all tries at it can take.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from retrack.domain.shop_problems import SENTENCES, ShopProblem
from retrack.domain.times import from_text
from retrack.services.ports import Job

TRACKED_WITHIN = timedelta(hours=6)  # 500 orders are tracked in minutes, with all tries in hours
PAGE_READ_WITHIN = timedelta(hours=1)  # all tries of a page of a shop's orders take half of it
NOT_ALL_TRACKED = (
    "Asking the carriers stopped because of a fault on our side. Track the orders again that were"
    " not reached."
)


def seen(job: Job, now: datetime) -> Job:
    """A job as it stands at a moment: `failed`, with what to do, where it moves no more."""
    if job.state != "running":
        return job
    if job.kind == "shop_import" and now - _page_due(job) > PAGE_READ_WITHIN:
        return replace(job, problem=SENTENCES[ShopProblem.STOPPED])
    if job.kind == "track" and now - job.created_at > TRACKED_WITHIN:
        return replace(job, problem=NOT_ALL_TRACKED)
    return job


def _page_due(job: Job) -> datetime:
    """Since when its page is due, which its place tells."""
    return from_text(json.loads(job.place)["at"]) if job.place else job.created_at
