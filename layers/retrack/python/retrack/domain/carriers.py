"""The carriers Retrack knows by name, how their numbers look, and what shops call them.

A number rarely proves its carrier: every post shares the S10 form, and many carriers use plain
digits. So detection gives candidates with a confidence, never a verdict.

Sources: UPU S10 for posts; the formats of UPS, USPS, FedEx, DHL, Amazon from the open collection
jkeen/tracking_number_data; the Chinese and Thai formats are weakly documented and rated lower.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from retrack.domain.identifiers import CarrierSlug, TrackingNumber


class Confidence(IntEnum):
    """How far a number's form speaks for a carrier."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier; `country` is where it works, empty when in many."""

    slug: CarrierSlug
    name: str
    country: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A carrier that a tracking number may belong to."""

    carrier: Carrier
    confidence: Confidence


def _carrier(slug: str, name: str, country: str = "", *also: str) -> Carrier:
    return Carrier(CarrierSlug(slug), name, country, also)


_ALL = (
    _carrier("4px", "4PX", "CN", "4PX Express", "4PX Worldwide Express"),
    _carrier("aliexpress", "AliExpress Standard Shipping", "CN", "AliExpress Selection Standard"),
    _carrier("amazon", "Amazon Logistics", "", "Amazon Logistics US", "AMZL"),
    _carrier("anjun", "Anjun Logistics", "CN", "Anjun"),
    _carrier("asendia", "Asendia", "", "Asendia USA"),
    _carrier("australia-post", "Australia Post", "AU"),
    _carrier("best-th", "BEST Express Thailand", "TH", "BEST Express", "Best Inc"),
    _carrier("cainiao", "Cainiao", "CN", "Cainiao Super Economy", "AliExpress Cainiao"),
    _carrier("canada-post", "Canada Post", "CA"),
    _carrier("china-ems", "China EMS", "CN", "EMS", "ePacket", "EMS (China)"),
    _carrier("china-post", "China Post", "CN", "China Post Registered Air Mail"),
    _carrier("cne", "CNE Express", "CN", "CNE"),
    _carrier("correios-br", "Correios", "BR", "Correios Brasil"),
    _carrier("deutsche-post", "Deutsche Post", "DE", "Deutsche Post Mail"),
    _carrier("dhl", "DHL Express", "", "DHL"),
    _carrier("dhl-ecommerce-asia", "DHL eCommerce Asia", "", "DHL eCommerce"),
    _carrier("dhl-ecommerce-us", "DHL eCommerce US", "US", "DHL Global Mail"),
    _carrier("dhl-paket", "DHL Paket", "DE", "DHL Germany", "DHL Parcel"),
    _carrier("dpd-de", "DPD Germany", "DE", "DPD", "DPD DE"),
    _carrier("dpd-uk", "DPD UK", "GB"),
    _carrier("equick", "Equick", "CN"),
    _carrier("evri", "Evri", "GB", "Hermes", "MyHermes"),
    _carrier("fedex", "FedEx", "US", "FedEx Ground", "FedEx SmartPost"),
    _carrier("flash-th", "Flash Express", "TH", "Flash Express Thailand", "Flash"),
    _carrier("gls", "GLS", "", "General Logistics Systems"),
    _carrier("japan-post", "Japan Post", "JP", "Japan Post (EN)", "Japan Post (JA)"),
    _carrier("jcex", "JCEX", "CN"),
    _carrier("jt-id", "J&T Express Indonesia", "ID"),
    _carrier("jt-my", "J&T Express Malaysia", "MY"),
    _carrier("jt-th", "J&T Express Thailand", "TH", "J&T Express", "J&T"),
    _carrier("kerry-th", "KEX Express Thailand", "TH", "Kerry Express", "Kerry", "KEX"),
    _carrier("korea-post", "Korea Post", "KR"),
    _carrier("la-poste", "La Poste", "FR", "La Poste Colissimo", "Colissimo"),
    _carrier("parcelforce", "Parcelforce", "GB", "Parcelforce Worldwide"),
    _carrier("postnl", "PostNL", "NL", "PostNL International"),
    _carrier("royal-mail", "Royal Mail", "GB"),
    _carrier("sf-express", "SF Express", "CN", "SF"),
    _carrier("singapore-post", "Singapore Post", "SG", "SingPost"),
    _carrier("sunyou", "Sunyou", "CN", "SunYou Logistics"),
    _carrier("thailand-post", "Thailand Post", "TH", "ไปรษณีย์ไทย"),
    _carrier("ups", "UPS", "US", "UPS Ground", "United Parcel Service"),
    _carrier("usps", "USPS", "US", "United States Postal Service"),
    _carrier("winit", "Winit", "CN"),
    _carrier("yanwen", "Yanwen", "CN", "Yanwen Logistics", "YW"),
    _carrier("yto", "YTO Express", "CN", "YTO"),
    _carrier("yunexpress", "YunExpress", "CN", "Yun Express", "YunTrack"),
)
CARRIERS = {carrier.slug: carrier for carrier in _ALL}

_POST_OF_COUNTRY = {
    "AU": "australia-post",
    "BR": "correios-br",
    "CA": "canada-post",
    "CN": "china-post",
    "DE": "deutsche-post",
    "FR": "la-poste",
    "GB": "royal-mail",
    "JP": "japan-post",
    "KR": "korea-post",
    "NL": "postnl",
    "SG": "singapore-post",
    "TH": "thailand-post",
    "US": "usps",
}
_S10 = re.compile(r"[A-Z]{2}\d{9}([A-Z]{2})")
_EMS_PREFIXES = ("E", "LK")  # S10: service indicators E* are express mail; China's ePacket LK, LT..

# Compiled when they are first used: most functions never detect a carrier.
_FORMS: tuple[tuple[str, str, Confidence], ...] = (
    (r"1Z[0-9A-Z]{16}", "ups", Confidence.CERTAIN),
    (r"TB[ACM]\d{12}", "amazon", Confidence.CERTAIN),
    (r"YT\d{16}", "yunexpress", Confidence.CERTAIN),
    (r"YT\d{10,15}", "yunexpress", Confidence.LIKELY),
    (r"4PX\d{13}CN", "4px", Confidence.CERTAIN),
    (r"LP00\d{12,14}", "cainiao", Confidence.LIKELY),
    (r"CAINIAO.{5,30}", "cainiao", Confidence.CERTAIN),
    (r"AE\d{10,}", "aliexpress", Confidence.LIKELY),
    (r"[A-Z]{2}\d{9}YP", "yanwen", Confidence.LIKELY),
    (r"[A-Z]?[A-Z]{1,2}\d{9}YW", "yanwen", Confidence.LIKELY),
    (r"SF\d{12,13}", "sf-express", Confidence.LIKELY),
    (r"SY[A-Z]{2}\d{8,11}", "sunyou", Confidence.LIKELY),
    (r"TH\d{11,14}[A-Z]?", "flash-th", Confidence.LIKELY),
    (r"KEX[A-Z0-9]{8,14}", "kerry-th", Confidence.LIKELY),
    (r"J[A-Z]{2,3}\d{9,10}", "dhl", Confidence.LIKELY),
    (r"GM\d{10,39}", "dhl-ecommerce-us", Confidence.LIKELY),
    (r"(420\d{5}(\d{4})?)?9[2345]\d{20}(\d{4})?", "usps", Confidence.LIKELY),
    (r"96\d{20}", "fedex", Confidence.LIKELY),
    (r"\d{12}|\d{15}", "fedex", Confidence.POSSIBLE),
    (r"\d{12}", "jt-th", Confidence.POSSIBLE),
    (r"\d{10}", "dhl", Confidence.POSSIBLE),
    (r"\d{20}", "usps", Confidence.POSSIBLE),
    (r"\d{14}|\d{28}", "dpd-de", Confidence.POSSIBLE),
)


def candidates(number: TrackingNumber) -> tuple[Candidate, ...]:
    """The carriers a number may belong to, likeliest first; empty when its form says nothing."""
    found: dict[str, Confidence] = {}
    if match := _S10.fullmatch(number):
        slug = _POST_OF_COUNTRY.get(match[1])
        if slug == "china-post" and number.startswith(_EMS_PREFIXES):
            slug = "china-ems"
        if slug:
            found[slug] = Confidence.LIKELY
    for pattern, slug, confidence in _FORMS:
        if re.fullmatch(pattern, number):
            found[slug] = max(confidence, found.get(slug, confidence))
    best = sorted(found.items(), key=lambda item: -item[1])
    return tuple(Candidate(CARRIERS[CarrierSlug(slug)], c) for slug, c in best)


def detected(number: TrackingNumber) -> CarrierSlug | None:
    """The one carrier that a number's form speaks for clearly, if there is one."""
    clear = [c for c in candidates(number) if c.confidence > Confidence.POSSIBLE]
    return clear[0].carrier.slug if len(clear) == 1 else None


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


_BY_NAME = {_plain(n): c for c in _ALL for n in (c.slug, c.name, *c.also)}


def named(name: str) -> Carrier | None:
    """The carrier that a shop or a merchant means by a name, however it is written."""
    return _BY_NAME.get(_plain(name))
