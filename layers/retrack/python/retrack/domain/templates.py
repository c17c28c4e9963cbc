"""The words of messages, as merchants write them (R28, R30)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from retrack.domain.settings import Channel, Trigger

LANGUAGES = ("en", "th")
MAX_SUBJECT, MAX_HTML, MAX_TEXT, MAX_SMS = 300, 100_000, 20_000, 2_000  # characters
VERSIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TemplateName:
    """Which message it is for. As text: `shipped.email.en`."""

    trigger: Trigger
    channel: Channel
    language: str

    def __str__(self) -> str:
        """As the settings and the table name it."""
        return f"{self.trigger}.{self.channel}.{self.language}"

    @staticmethod
    def parse(text: str) -> "TemplateName":
        """The reverse.

        Raises:
            ValueError: there is no such message.
        """
        trigger, channel, language = text.split(".")
        if language not in LANGUAGES:
            raise ValueError(language)
        return TemplateName(Trigger(trigger), Channel(channel), language)


@dataclass(frozen=True, slots=True)
class Template:
    """Liquid. An SMS is `text` alone; an email without `text` has the built-in one."""

    subject: str = ""
    html: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """What somebody once saved. `version` sorts by time and is never used twice for a template."""

    name: TemplateName
    version: str
    template: Template
    at: datetime
    actor: str


def all_names() -> Iterator[TemplateName]:
    """Every message in every language."""
    for trigger in Trigger:
        for channel in Channel:
            for language in LANGUAGES:
                yield TemplateName(trigger, channel, language)


def language_of(*locales: str) -> str:
    """The language of the first of these BCP 47 locales that we have templates for; or English."""
    for locale in locales:
        language = locale.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
