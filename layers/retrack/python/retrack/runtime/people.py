"""The people of the user pool."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class PoolPeople:
    """Invites people to sign in; Cognito mails them their first password."""

    def __init__(self, client: "CognitoIdentityProviderClient", pool_id: str) -> None:
        """The people of this pool."""
        self._client, self._pool_id = client, pool_id

    def invite(self, email: str) -> str:
        """The id (`sub`) of the person with this address, who is invited unless they are there."""
        try:
            answer = self._client.admin_create_user(
                UserPoolId=self._pool_id,
                Username=email,
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
                DesiredDeliveryMediums=["EMAIL"],
            )
            attributes = answer["User"].get("Attributes", [])
        except self._client.exceptions.UsernameExistsException:
            found = self._client.admin_get_user(UserPoolId=self._pool_id, Username=email)
            attributes = found["UserAttributes"]
        return next(a["Value"] for a in attributes if a["Name"] == "sub")
