"""What a store has to know of a tracking provider to choose and use it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTerms:
    """A provider as merchants meet it.

    `name` stands in settings, secrets and addresses, `title` is what people call it. `key_place`
    and `webhook_place` say where in its own pages the key is found and the webhook is set up, in
    its own words. `has_webhook_secret`: pushes are signed with a secret that was chosen there;
    otherwise with the key.
    """

    name: str
    title: str
    key_place: str
    webhook_place: str
    has_webhook_secret: bool = False
