"""What the dashboard's pages do their work with, each use case made when a page needs it."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from retrack.runtime import access, files, mail, merchant, messages, shops, tracking, wiring
from retrack.web.files_page import FileUseCases
from retrack.web.merchant_pages import MerchantUseCases
from retrack.web.messages_page import MessageUseCases
from retrack.web.new_order_page import NewOrderUseCases
from retrack.web.notifications_page import NotificationUseCases
from retrack.web.settings_page import SettingsUseCases
from retrack.web.shops_page import ShopUseCases
from retrack.web.tracking_page import TrackingUseCases

if TYPE_CHECKING:
    from collections.abc import Collection

    from retrack.runtime.settings import DashboardSettings
    from retrack.services.check_account import CheckAccount
    from retrack.services.count_attention import CountAttention
    from retrack.services.grant_access import StorePeople
    from retrack.services.tracking_providers import ProviderTerms
    from retrack.storage.credentials import TableCredentials


def tracking_pages(settings: DashboardSettings) -> TrackingUseCases:
    """For the Tracking page."""
    return TrackingUseCases(
        list_orders=wiring.list_orders,
        summarise=wiring.summarise,
        count_attention=_count_attention,
        track_many=partial(tracking.track_many, settings),
        orders=wiring.orders,
        jobs=wiring.jobs,
    )


def file_pages(settings: DashboardSettings) -> FileUseCases:
    """For downloads and the Import page."""
    return FileUseCases(
        export_orders=partial(files.export_orders, settings),
        begin_import=partial(files.begin_import, settings),
        start_import=partial(files.start_import, settings),
        show_import=partial(files.show_import, settings),
        template=files.import_template,
    )


def notification_pages(settings: DashboardSettings) -> NotificationUseCases:
    """For the messages sent."""
    return NotificationUseCases(
        list=messages.list_notifications,
        export=partial(files.export_notifications, settings.files_bucket),
    )


def messages_pages(settings: DashboardSettings) -> MessageUseCases:
    """For the words of messages."""
    return MessageUseCases(
        edit=messages.edit_templates,
        templates=messages.template_store,
        change=partial(wiring.change_settings, settings),
        send_test=partial(messages.send_test_from, settings),
        people=_credentials,
        variables=_variables,
        index=wiring.order_index,
    )


def shop_pages(settings: DashboardSettings) -> ShopUseCases:
    """For connections to shops."""
    return ShopUseCases(
        connections=partial(shops.connections, settings),
        import_orders=partial(shops.import_from_shopify, settings),
        secret=lambda: wiring.randomness().secret(),
    )


def new_order_page() -> NewOrderUseCases:
    """For an order added by hand."""
    return NewOrderUseCases(
        bring_in=files.bring_in_order,
        names=files.order_names,
        orders=wiring.orders,
        identifier=lambda: wiring.randomness().identifier(),
    )


def settings_page(settings: DashboardSettings) -> SettingsUseCases:
    """For the settings page."""
    return SettingsUseCases(
        stores=wiring.stores,
        change=partial(wiring.change_settings, settings),
        check_account=partial(_check_account, settings),
        keys=access.api_keys,
        people=partial(_people, settings),
        providers=_providers,
        senders=partial(merchant.senders, settings),
        returns=mail.merchant_returns,
    )


def merchant_pages(settings: DashboardSettings) -> MerchantUseCases:
    """For the sender's page, and the way out of mails."""
    return MerchantUseCases(
        set_up=partial(merchant.set_up_sender, settings),
        senders=partial(merchant.senders, settings),
        stop=merchant.stop_mail,
    )


def _count_attention() -> CountAttention:
    from retrack.services.count_attention import CountAttention

    return CountAttention(wiring.order_index(), wiring.clock())


def _check_account(settings: DashboardSettings) -> CheckAccount:
    from retrack.services.check_account import CheckAccount

    watch = merchant.watch_account(settings)
    return CheckAccount(wiring.stores(), tracking.carriers(settings), watch)


def _providers() -> tuple[ProviderTerms, ...]:
    from retrack.carriers.providers import PROVIDERS

    return tuple(provider.terms for provider in PROVIDERS.values())


def _variables() -> Collection[str]:
    from retrack.senders.variables import VARIABLES

    return VARIABLES


def _credentials() -> TableCredentials:
    from retrack.storage.credentials import TableCredentials

    return TableCredentials()


def _people(settings: DashboardSettings) -> StorePeople:
    from retrack.services.grant_access import StorePeople
    from retrack.storage.credentials import TableCredentials

    return StorePeople(TableCredentials(), access.people(settings))
