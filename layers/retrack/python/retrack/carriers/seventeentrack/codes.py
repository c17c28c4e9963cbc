"""17TRACK's numbers: carriers and errors."""

from typing import Final

from retrack.domain.identifiers import CarrierSlug
from retrack.domain.reports import Rejection

# Source: 17TRACK's carrier list (res.17track.net, apicarrier.all), keys of 2024-10. Amazon and
# SF Express are left to 17TRACK's own detection.
_CARRIER_KEYS: Final[dict[str, int]] = {
    "4px": 190094,
    "aliexpress": 190625,
    "anjun": 190047,
    "asendia": 100029,
    "australia-post": 1151,
    "best-th": 100391,
    "cainiao": 190271,
    "canada-post": 3041,
    "china-ems": 3013,
    "china-post": 3011,
    "cne": 190208,
    "correios-br": 2151,
    "deutsche-post": 7044,
    "dhl": 100001,
    "dhl-ecommerce-asia": 7048,
    "dhl-ecommerce-us": 7047,
    "dhl-paket": 7041,
    "dpd-de": 100007,
    "dpd-uk": 100010,
    "equick": 190136,
    "evri": 100331,
    "fedex": 100003,
    "flash-th": 100235,
    "gls": 100005,
    "japan-post": 10021,
    "jcex": 190120,
    "jt-id": 100074,
    "jt-my": 100079,
    "jt-th": 100271,
    "kerry-th": 100236,
    "korea-post": 11051,
    "la-poste": 6051,
    "parcelforce": 11033,
    "postnl": 14041,
    "royal-mail": 11031,
    "singapore-post": 19131,
    "sunyou": 190072,
    "thailand-post": 20041,
    "ups": 100002,
    "usps": 21051,
    "winit": 190284,
    "yanwen": 190012,
    "yto": 190157,
    "yunexpress": 190008,
}
_SLUGS: Final = {key: CarrierSlug(slug) for slug, key in _CARRIER_KEYS.items()}

OK: Final = 0
ALREADY_REGISTERED: Final = -18019901

# Source: 17TRACK help, "Error Codes and Troubleshooting".
ACCOUNT_REFUSED: Final = frozenset(
    {
        -18010001,  # the caller's address is not on the account's list
        -18010002,  # wrong key
        -18010004,  # account disabled
        -18010005,  # not authorised
    }
)
QUOTA_GONE: Final = frozenset({-18019907, -18019908})  # today's; all of it

_REJECTIONS: Final[dict[int, Rejection]] = {
    -18010011: Rejection.INVALID_NUMBER,  # bad value
    -18010012: Rejection.INVALID_NUMBER,  # bad format
    -18010018: Rejection.DETAILS_NEEDED,  # country and postcode
    -18010019: Rejection.DETAILS_NEEDED,  # postcode
    -18010020: Rejection.DETAILS_NEEDED,  # phone number
    -18010022: Rejection.DETAILS_NEEDED,  # shipping date, or more
    -18019902: Rejection.NOT_REGISTERED,
    -18019903: Rejection.CARRIER_NOT_DETECTED,
    -18019907: Rejection.QUOTA_EXHAUSTED,
    -18019908: Rejection.QUOTA_EXHAUSTED,
    -18019909: Rejection.NO_INFORMATION,
    -18019910: Rejection.CARRIER_UNSUPPORTED,  # not a carrier's key
    -18019911: Rejection.CARRIER_UNSUPPORTED,  # a carrier that cannot be registered
}


def key_of(carrier: CarrierSlug | None) -> int | None:
    """17TRACK's key of a carrier; None leaves the carrier to its detection."""
    return _CARRIER_KEYS.get(carrier) if carrier else None


def carrier_of(key: int | None) -> CarrierSlug | None:
    """Our name of the carrier with this key, if we have one."""
    return _SLUGS.get(key) if key is not None else None


def rejection_of(code: int | None) -> Rejection:
    """Why a single number was rejected."""
    return _REJECTIONS.get(code, Rejection.OTHER) if code is not None else Rejection.OTHER
