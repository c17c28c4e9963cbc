"""What a store sees that is not on the Boss plan: what the page would be, and why it is closed."""

from collections.abc import Callable
from functools import wraps

from retrack.domain.errors import PlanRequired
from retrack.http.problems import PROBLEMS
from retrack.http.resolver import Answer
from retrack.web.visits import Visit

_Route = Callable[..., Answer]


def requires_tracking(page: str) -> Callable[[_Route], _Route]:
    """Closes a route to other plans; `page` names what is explained in its place."""

    def closed(route: _Route) -> _Route:
        @wraps(route)
        def answer(visit: Visit, **parts: str) -> Answer:
            if visit.plan.includes_tracking:
                return route(visit, **parts)
            if visit.is_partial:
                raise PlanRequired
            status = PROBLEMS[PlanRequired].status
            return visit.page("plan.html", status=status, page=page)

        return answer

    return closed
