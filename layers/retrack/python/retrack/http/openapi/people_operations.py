"""The people who act for a store."""

from retrack.http import access_schemas
from retrack.http.openapi import file_models as files
from retrack.http.openapi.operation import BODY_REFUSALS, DONE, Operation, Reply

PEOPLE = (
    Operation(
        id="listPeople",
        route="GET /v1/people",
        tag="Settings",
        summary="List the people who act for the store",
        description="For owners.",
        replies={200: Reply(says="Everybody, by e-mail address.", model=files.People)},
        refusals=(403,),
    ),
    Operation(
        id="invitePerson",
        route="POST /v1/people",
        tag="Settings",
        summary="Let somebody in",
        description="For owners. They are mailed a first password, unless they have one. Whoever is"
        " in already keeps their role.",
        body=access_schemas.InviteBody,
        replies={201: Reply(says="The person.", model=files.Person)},
        refusals=(403, *BODY_REFUSALS),
    ),
    Operation(
        id="changeRole",
        route="PATCH /v1/people/{id}",
        tag="Settings",
        summary="Change somebody's role",
        description="For owners. It holds from the person's next request on. A store keeps an"
        " owner: the last one stays one.",
        body=access_schemas.RoleBody,
        replies={200: Reply(says="The person.", model=files.Person)},
        refusals=(403, 404, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="removePerson",
        route="DELETE /v1/people/{id}",
        tag="Settings",
        summary="Let somebody in no more",
        description="For owners. It holds from the person's next request on. The last owner stays.",
        replies={204: DONE},
        refusals=(403, 404, 409),
    ),
)
