"""Who buys in the demo store, and what. Nobody real: addresses and numbers are for examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

# Name, locale, city, country. Names of all kinds: short, long, and in several scripts.
_PEOPLE = (
    ("สมชาย ใจดี", "th", "เชียงใหม่", "TH"),
    ("นางสาวกัญญารัตน์ ศรีสุวรรณวัฒนากุล", "th", "กรุงเทพมหานคร", "TH"),
    ("Somying R.", "th", "Khon Kaen", "TH"),
    ("ณัฐ", "th", "ภูเก็ต", "TH"),
    ("ปิยะ วงศ์ไพบูลย์เจริญสุขสันต์", "th", "หาดใหญ่", "TH"),
    ("Ploy Chaiyaporn", "th", "Nonthaburi", "TH"),
    ("Emma Clarke", "en", "Leeds", "GB"),
    ("Oliver Hughes", "en-GB", "Cardiff", "GB"),
    ("Siobhán O'Brien-Łukasiewicz", "en", "Belfast", "GB"),
    ("Noah Williams", "en-US", "Portland", "US"),
    ("Mia Rodriguez", "es", "San Antonio", "US"),
    ("Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr.", "en", "Philadelphia", "US"),
    ("Zoë 🌸", "en", "Melbourne", "AU"),
    ("Jack Nguyen", "en-AU", "Perth", "AU"),
    ("Lena Müller", "de", "Köln", "DE"),
    ("Jürgen Groß", "de", "München", "DE"),
    ("Chloé Lefèvre", "fr", "Saint-Étienne", "FR"),
    ("李小红", "zh", "Vancouver", "CA"),
    ("أحمد منصور", "ar", "Toronto", "CA"),
    ("J.", "", "Singapore", "SG"),
    ("Bobby <b>Tables</b>", "en", "Auckland", "NZ"),
    ("佐藤 花子", "ja", "大阪", "JP"),
)
_PRODUCTS = (
    ("Phone case, clear", "PC-1"), ("Phone case, bamboo", "PC-2"), ("USB-C cable 2 m", "UC-2"),
    ("Magnetic car mount", "CM-7"), ("เคสโทรศัพท์ลายช้าง", "TH-9"), ("Wireless earbuds", "WE-3"),
    ("Screen protector (pack of 3)", "SP-3"), ("Yoga mat", "YM-1"), ("LED strip 5 m", "LS-5"),
    ("Desk lamp with wireless charger, night light, alarm clock and thermometer", "DL-88"),
)  # fmt: skip
_PHONES = {"TH": "+6681234{:04d}", "GB": "+4477009{:05d}", "US": "+1202555{:04d}"}


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer as a shop would tell of them."""

    name: str
    email: str
    phone: str
    locale: str
    city: str
    country: str


def happens(chance: random.Random, share: float) -> bool:
    """True so often: a share of 0.5 is every other time."""
    return chance.random() < share


def buyer(chance: random.Random, number: int) -> Buyer:
    """Somebody; now and then one who left no e-mail or phone."""
    name, locale, city, country = chance.choice(_PEOPLE)
    pattern = _PHONES.get(country, "")
    return Buyer(
        name=name,
        email="" if happens(chance, 0.04) else f"customer{number}@example.com",
        phone=pattern.format(900 + number % 100) if happens(chance, 0.7) else "",
        locale=locale,
        city=city,
        country=country,
    )


def basket(chance: random.Random) -> list[tuple[str, int, str]]:
    """What was bought: title, quantity, SKU."""
    chosen = chance.sample(_PRODUCTS, chance.choice((1, 1, 1, 2, 3)))
    return [(title, chance.choice((1, 1, 1, 2)), sku) for title, sku in chosen]


def tracking_number(chance: random.Random, kind: str) -> str:
    """A number of a carrier's form; `broken` is one whose check digit is wrong."""
    digits = "".join(chance.choice("0123456789") for _ in range(16))
    if kind in {"CN", "TH", "SG", "broken"}:
        country = "CN" if kind == "broken" else kind
        check = _check_digit(digits[:8])
        wrong = (check + 3) % 10
        letters = "R" + chance.choice("ABCLX")
        return f"{letters}{digits[:8]}{wrong if kind == 'broken' else check}{country}"
    forms = {
        "yunexpress": f"YT{digits}",
        "cainiao": f"LP00{digits[:14]}",
        "flash": f"TH{digits[:11]}A",
        "4px": f"4PX{digits[:13]}CN",
        "ups": f"1Z{digits}",
        "digits": digits[:12],
    }
    return forms[kind]


KINDS = (
    "CN", "CN", "CN", "TH", "TH", "SG", "yunexpress", "yunexpress", "cainiao", "flash", "4px",
    "ups", "digits",
)  # fmt: skip
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)  # Source: UPU standard S10


def _check_digit(serial: str) -> int:
    check = 11 - sum(w * int(d) for w, d in zip(_WEIGHTS, serial, strict=True)) % 11
    return {10: 0, 11: 5}.get(check, check)
