"""Which year it is for whoever reads: Thais count from the death of the Buddha.

Only dates that are written for people go through here: what machines read, inputs and files have
the common year everywhere.
Source: Unicode CLDR, calendar preference of Thailand; its years are 543 ahead, its days the same.
"""

from datetime import date

BUDDHIST_AHEAD = 543  # years
_BUDDHIST_READERS = frozenset({"th"})


def in_readers_years(written: str, language: str, *days: date) -> str:
    """A date, or several, already written in a language, with their years as its readers count.

    The years are looked for by their digits: what else is written must not look like one of them.
    """
    if language not in _BUDDHIST_READERS:
        return written
    for year in sorted({day.year for day in days}, reverse=True):
        written = written.replace(str(year), str(year + BUDDHIST_AHEAD))
    return written
