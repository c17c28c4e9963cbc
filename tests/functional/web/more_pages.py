"""The Tracking, Monitoring and settings pages joined to the rest of the world."""

from __future__ import annotations

from dataclasses import dataclass, field

from retrack.carriers.providers import PROVIDERS
from retrack.domain.senders import Senders
from retrack.senders.variables import VARIABLES
from retrack.senders.words import LiquidWriter
from retrack.services.change_settings import ChangeSettings
from retrack.services.check_account import CheckAccount
from retrack.services.count_attention import CountAttention
from retrack.services.edit_templates import EditTemplates
from retrack.services.export_notifications import ExportNotifications
from retrack.services.grant_access import ApiKeys, StorePeople
from retrack.services.list_notifications import ListNotifications
from retrack.services.list_orders import ListOrders
from retrack.services.merchant_returns import MerchantReturns
from retrack.services.report_fulfillment import ReportFulfillment
from retrack.services.send_test import SendTest
from retrack.services.set_up_sender import SetUpSender
from retrack.services.stop_mail import StopMail
from retrack.services.summarise import Summarise
from retrack.services.suppress import Suppress
from retrack.services.track_again import TrackMany
from retrack.services.watch_account import WatchAccount
from retrack.shops.csv.messages import message_sheet
from retrack.web.address_page import add_address
from retrack.web.merchant_pages import MerchantUseCases, add_merchant
from retrack.web.messages_page import MessageUseCases, add_messages
from retrack.web.monitoring_page import add_monitoring
from retrack.web.notifications_page import NotificationUseCases, add_notifications
from retrack.web.settings_page import SettingsUseCases, add_settings
from retrack.web.tracking_page import TrackingUseCases, add_tracking
from tests.fakes.carriers import FakeCarriers
from tests.fakes.customer_page import MemoryLimiter
from tests.fakes.files import MemoryFiles
from tests.fakes.merchant import FakeIdentities, FakeMerchantQueue, MemoryClaims
from tests.fakes.notification_log import MemoryNotificationIndex, NamedOrders
from tests.fakes.parameters import MemorySecrets
from tests.fakes.people import FakePeople
from tests.fakes.senders import FakeEmailSender, FakeSmsSender
from tests.fakes.storage import MemoryJobs, MemoryOrderIndex
from tests.fakes.templates import MemoryTemplates
from tests.functional.web.world import World

TERMS = {name: provider.terms for name, provider in PROVIDERS.items()}


@dataclass
class MorePages:
    """What only these pages use."""

    world: World
    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    people: FakePeople = field(default_factory=FakePeople)
    templates: MemoryTemplates = field(default_factory=MemoryTemplates)
    emails: FakeEmailSender = field(default_factory=FakeEmailSender)
    texts: FakeSmsSender = field(default_factory=FakeSmsSender)
    limiter: MemoryLimiter = field(default_factory=MemoryLimiter)
    providers: tuple[str, ...] = ("17track", "easypost")
    senders: Senders = Senders(shared_domains=frozenset({"example.com"}))
    claims: MemoryClaims = field(default_factory=MemoryClaims)
    identities: FakeIdentities = field(default_factory=FakeIdentities)

    def __post_init__(self) -> None:
        self.carriers = FakeCarriers(self.world.gateway)
        stores, people = self.world.stores, self.world.credentials
        self.returns = MerchantReturns(stores, stores, people, self.world.clock)
        site, index, clock = self.world.site, MemoryOrderIndex(self.world.orders), self.world.clock
        add_tracking(
            site,
            TrackingUseCases(
                list_orders=lambda: ListOrders(index, clock),
                summarise=lambda: Summarise(index, clock),
                count_attention=lambda: CountAttention(index, clock),
                track_many=self._track_many,
                orders=lambda: self.world.orders,
                jobs=lambda: self.jobs,
            ),
        )
        add_monitoring(site, report=lambda: ReportFulfillment(index, clock))
        add_settings(
            site,
            SettingsUseCases(
                stores=lambda: self.world.stores,
                change=lambda: ChangeSettings(self.world.stores, self.secrets, TERMS),
                check_account=lambda: CheckAccount(
                    self.world.stores,
                    self.carriers,
                    WatchAccount(self.world.stores, FakeMerchantQueue(), self.world.clock),
                ),
                keys=lambda: ApiKeys(self.world.credentials, clock, self.world.randomness),
                people=lambda: StorePeople(self.world.credentials, self.people),
                providers=lambda: [TERMS[name] for name in self.providers],
                senders=lambda: self.senders,
                returns=lambda: self.returns,
            ),
        )
        add_address(site, suppress=lambda: Suppress(self.world.suppressions, clock))

        add_merchant(
            site,
            MerchantUseCases(
                set_up=self._set_up,
                senders=lambda: self.senders,
                stop=lambda: StopMail(self.world.stores, self.world.credentials),
            ),
        )
        add_messages(
            site,
            MessageUseCases(
                edit=self._edit,
                templates=lambda: self.templates,
                change=lambda: ChangeSettings(self.world.stores, self.secrets, TERMS),
                send_test=self._send_test,
                people=lambda: self.world.credentials,
                variables=lambda: VARIABLES,
                index=lambda: index,
            ),
        )

        listed = ListNotifications(
            MemoryNotificationIndex(self.world.orders.notifications),
            NamedOrders(o1="1001", o2="1002"),
            clock,
        )
        add_notifications(
            site,
            NotificationUseCases(
                list=lambda: listed,
                export=lambda: ExportNotifications(
                    listed, message_sheet, MemoryFiles(), self.world.randomness
                ),
            ),
        )

    def _set_up(self) -> SetUpSender:
        world = self.world
        return SetUpSender(
            world.stores, world.stores, self.claims, self.identities,
            world.credentials, self.senders, world.clock,
        )  # fmt: skip

    def _send_test(self, _: str) -> SendTest:
        return SendTest(self._edit(), self.emails, self.texts, self.senders, self.limiter)

    def _edit(self) -> EditTemplates:
        writer = LiquidWriter("https://track.example.com", self.templates)
        world = self.world
        return EditTemplates(world.stores, world.orders, self.templates, writer, world.clock)

    def _track_many(self) -> TrackMany:
        world = self.world
        return TrackMany(
            world.orders,
            world.stores,
            self.carriers,
            world.queue,
            self.jobs,
            world.clock,
            world.randomness,
        )
