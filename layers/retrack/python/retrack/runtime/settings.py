"""What each function is told by its environment; nothing else reads it.

A field is the variable of the same name in capitals. template.yaml declares exactly these for each
function.
"""

import os
from collections.abc import Mapping
from typing import Self


class MissingSettings(Exception):
    """The environment lacks variables that the function needs; the message names all of them."""


class Settings:
    """What functions read. Plain classes: a dataclass each would cost every cold start."""

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings in an environment, by default the process's own.

        Raises:
            MissingSettings: some are not there.
        """
        environment = os.environ if environment is None else environment
        names = cls.variables()
        missing = [name for name in names if name not in environment]
        if missing:
            raise MissingSettings(", ".join(missing))
        settings = cls()
        for name in names:
            setattr(settings, name.lower(), environment[name])
        return settings

    @classmethod
    def variables(cls) -> list[str]:
        """The names of the variables it is made from."""
        return [
            name.upper()
            for kind in reversed(cls.__mro__)
            for name in getattr(kind, "__annotations__", {})
        ]


class TableSettings(Settings):
    """What every function reads that uses the table."""

    table_name: str


class AttentionCheckSettings(TableSettings):
    """Where orders are announced, and the hour kept up to which they were."""

    topic_arn: str
    parameter_prefix: str


class AuthorizerSettings(TableSettings):
    """Whose tokens to accept: see Cognito's "Verifying a JSON web token"."""

    cognito_issuer: str
    cognito_jwks_url: str
    cognito_client_id: str


class FilesSettings(TableSettings):
    """Where files are kept, and the importer's work is queued."""

    files_bucket: str
    import_queue_url: str


class BulkApiSettings(FilesSettings):
    """As `FilesSettings`."""


class CreateStoreSettings(TableSettings):
    """Where people sign in."""

    user_pool_id: str


class DispatcherSettings(TableSettings):
    """Where changes are announced, and new parcels queued."""

    topic_arn: str
    tracking_queue_url: str


class HooksApiSettings(Settings):
    """Where pushes are queued, and the secrets that verify them."""

    tracking_queue_url: str
    shop_events_queue_url: str
    parameter_prefix: str


class ImporterSettings(FilesSettings):
    """As `FilesSettings`."""


class PublicPagesSettings(TableSettings):
    """Which parameter holds the address of the customers' pages."""

    public_url_parameter: str


class NotificationsApiSettings(TableSettings):
    """Where files are kept."""

    files_bucket: str


class MailEventsSettings(TableSettings):
    """Only the table."""


class SenderSettings(Settings):
    """Who emails come from where a store has proved no address of its own.

    `default_sender` is empty for none; `shared_sender_domains` are those that any store may use,
    comma-separated.
    """

    default_sender: str
    shared_sender_domains: str


class SenderApiSettings(TableSettings, SenderSettings):
    """As `SenderSettings`."""


class MerchantMailerSettings(PublicPagesSettings, SenderSettings):
    """As `PublicPagesSettings`, who mails come from, and what reports on them."""

    mail_configuration_set: str


class MerchantRoundsSettings(TableSettings):
    """Where work is queued, and the hour kept up to which it was."""

    merchant_mail_queue_url: str
    parameter_prefix: str


class NotifierSettings(PublicPagesSettings, SenderSettings):
    """Where what must wait goes, what reports on emails, and the ceiling of text messages.

    None is sent where one part of it would cost more US dollars than that. The rates are what the
    account may send; see `domain.turns`.
    """

    notification_queue_url: str
    mail_configuration_set: str
    mail_opens_configuration_set: str
    sms_max_price: str
    emails_per_second: str
    texts_per_second: str


class OrdersApiSettings(TableSettings):
    """Only the table."""


class PeopleApiSettings(CreateStoreSettings):
    """As `CreateStoreSettings`."""


class SettingsApiSettings(TableSettings):
    """Where secrets are kept."""

    parameter_prefix: str


class ShopSyncSettings(TableSettings):
    """How shops are reached, and their secrets kept.

    Shopify's address has `{domain}` for the shop's own; it is given so many seconds to answer.
    """

    parameter_prefix: str
    shopify_url: str
    shopify_timeout_seconds: str


class ShopEventsSettings(ShopSyncSettings):
    """As `ShopSyncSettings`, and where a long message goes on."""

    shop_events_queue_url: str


class ShopsApiSettings(ShopEventsSettings):
    """As `ShopEventsSettings`."""


class SuppressionsApiSettings(TableSettings):
    """Only the table."""


class SweepSettings(TableSettings):
    """Where work is queued, and the watermark kept."""

    tracking_queue_url: str
    parameter_prefix: str


class CarrierSettings(TableSettings):
    """How tracking providers are reached: in how many seconds, and where, if not as usual.

    The addresses are JSON, by the provider's name.
    """

    tracking_queue_url: str
    parameter_prefix: str
    provider_urls: str
    carrier_timeout_seconds: str


class TestMessageSettings(SenderSettings):
    """Who emails come from, and the ceiling of text messages: see `NotifierSettings`."""

    sms_max_price: str


class TemplatesApiSettings(PublicPagesSettings, TestMessageSettings):
    """As `PublicPagesSettings`, and how tests are sent."""


class TrackerSettings(CarrierSettings):
    """As `CarrierSettings`, and where merchants' mails are queued."""

    merchant_mail_queue_url: str


class TrackingApiSettings(CarrierSettings):
    """As `CarrierSettings`."""


class TrackingPageSettings(TableSettings):
    """Only the table."""


class WebhooksApiSettings(TableSettings):
    """Where webhooks' secrets are kept, and messages queued.

    `webhook_allow_private` is "true" where receivers may be on one's own machine or network.
    """

    webhook_queue_url: str
    parameter_prefix: str
    webhook_allow_private: str


class WebhookSenderSettings(WebhooksApiSettings):
    """As `WebhooksApiSettings`, and where the address of the customers' pages is kept."""

    public_url_parameter: str


class DashboardSettings(
    TrackerSettings,
    TestMessageSettings,
    AuthorizerSettings,
    CreateStoreSettings,
    FilesSettings,
    ShopsApiSettings,
    WebhooksApiSettings,
):
    """All that its pages need: each of these is told what the function is told whose use it has."""
