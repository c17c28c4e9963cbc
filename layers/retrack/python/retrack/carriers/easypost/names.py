"""What EasyPost calls carriers."""

from typing import Final

from retrack.domain.carriers import named
from retrack.domain.identifiers import CarrierSlug

# Only names that are certain: a wrong one makes EasyPost refuse a good code, none at all leaves the
# carrier to its detection. Source: EasyPost, "Carriers", and its client libraries.
_NAMES: Final[dict[str, str]] = {
    "australia-post": "AustraliaPost",
    "canada-post": "CanadaPost",
    "dhl": "DHLExpress",
    "dhl-ecommerce-us": "DhlEcs",
    "dhl-paket": "DHLPaket",
    "fedex": "FedEx",
    "royal-mail": "RoyalMail",
    "ups": "UPS",
    "usps": "USPS",
}
_SLUGS: Final = {name.casefold(): CarrierSlug(slug) for slug, name in _NAMES.items()}


def name_of(carrier: CarrierSlug | None) -> str | None:
    """EasyPost's name of a carrier; None leaves the carrier to its detection."""
    return _NAMES.get(carrier) if carrier else None


def carrier_of(name: str | None) -> CarrierSlug | None:
    """Our name of the carrier that EasyPost calls so, if we have one."""
    if name is None:
        return None
    slug = _SLUGS.get(name.casefold())
    if slug:
        return slug
    carrier = named(name)
    return carrier.slug if carrier else None
