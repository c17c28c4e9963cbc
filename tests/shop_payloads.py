"""Orders and fulfilments as Shopify writes them: whole, with what Retrack does not read as well."""

from __future__ import annotations

from typing import Any


def a_shopify_order(**fields: Any) -> dict[str, Any]:
    """Order #1001 of a customer in Chiang Mai, paid, not yet fulfilled."""
    return {
        "id": 5489512341,
        "admin_graphql_api_id": "gid://shopify/Order/5489512341",
        "app_id": 580111,
        "browser_ip": "192.0.2.7",
        "cancel_reason": None,
        "cancelled_at": None,
        "confirmed": True,
        "contact_email": "somchai@example.com",
        "created_at": "2026-11-20T17:00:02+07:00",
        "currency": "THB",
        "current_total_price": "390.00",
        "customer": {
            "id": 115310627314723954,
            "email": "somchai@example.com",
            "first_name": "Somchai",
            "last_name": "Jaidee",
            "phone": None,
            "tags": "",
            "default_address": {"city": "Chiang Mai", "zip": "50000"},
        },
        "customer_locale": "th-TH",
        "email": "somchai@example.com",
        "financial_status": "paid",
        "fulfillment_status": None,
        "fulfillments": [],
        "line_items": [
            {
                "id": 866550311766439020,
                "admin_graphql_api_id": "gid://shopify/LineItem/866550311766439020",
                "title": "Phone case",
                "variant_title": "Black",
                "name": "Phone case - Black",
                "price": "390.00",
                "product_id": 632910392,
                "quantity": 1,
                "fulfillable_quantity": 1,
                "requires_shipping": True,
                "sku": "PC-1",
                "properties": [],
            }
        ],
        "location_id": None,
        "name": "#1001",
        "note": "please ring twice",
        "note_attributes": [],
        "number": 1,
        "order_number": 1001,
        "order_status_url": "https://shop.example.com/690933842/orders/abc/authenticate?key=def",
        "payment_gateway_names": ["shopify_payments"],
        "phone": None,
        "processed_at": "2026-11-20T17:00:00+07:00",
        "shipping_address": {
            "first_name": "Somchai",
            "last_name": "Jaidee",
            "name": "Somchai Jaidee",
            "address1": "1 Example Road",
            "address2": "",
            "phone": "081 234 5678",
            "city": "Chiang Mai",
            "zip": "50000",
            "province": "Chiang Mai",
            "province_code": "TH-50",
            "country": "Thailand",
            "country_code": "TH",
            "latitude": 18.79,
            "longitude": 98.98,
        },
        "billing_address": {
            "first_name": "Somchai",
            "last_name": "Jaidee",
            "phone": None,
            "city": "Chiang Mai",
            "country_code": "TH",
        },
        "source_name": "web",
        "tags": "",
        "test": False,
        "total_price": "390.00",
        "updated_at": "2026-11-20T17:00:03+07:00",
        **fields,
    }


def a_shopify_fulfillment(**fields: Any) -> dict[str, Any]:
    """The one fulfilment of order #1001, with one tracking number."""
    number = fields.pop("number", "RR123456785CN")
    numbers = fields.pop("numbers", [number])
    return {
        "id": 255858046,
        "admin_graphql_api_id": "gid://shopify/Fulfillment/255858046",
        "created_at": "2026-11-23T15:00:00+07:00",
        "email": "somchai@example.com",
        "location_id": 487838322,
        "name": "#1001.1",
        "order_id": 5489512341,
        "origin_address": {},
        "receipt": {},
        "service": "manual",
        "shipment_status": None,
        "status": "success",
        "tracking_company": "China Post",
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": "http://www.17track.net/?nums=RR123456785CN",
        "tracking_urls": ["http://www.17track.net/?nums=RR123456785CN"],
        "updated_at": "2026-11-23T15:00:00+07:00",
        "destination": {"first_name": "Somchai", "phone": "081 234 5678", "city": "Chiang Mai"},
        "line_items": [{"id": 866550311766439020, "title": "Phone case", "quantity": 1}],
        **fields,
    }


def a_woo_order(**fields: Any) -> dict[str, Any]:
    """Order 727 of a WooCommerce shop, completed, with one parcel that a plug-in keeps."""
    parcel = {
        "tracking_provider": "thailand-post",
        "custom_tracking_provider": "",
        "custom_tracking_link": "",
        "tracking_number": "LX000000005TH",
        "date_shipped": "1795420800",
        "tracking_id": "65c6e1c9a2a0e4a5f1a2",
    }
    parcels = fields.pop("parcels", [parcel])
    person = {
        "first_name": "Malee",
        "last_name": "Suksan",
        "company": "",
        "address_1": "1 Example Road",
        "address_2": "",
        "city": "Chiang Mai",
        "state": "TH-50",
        "postcode": "50000",
        "country": "TH",
    }
    return {
        "id": 727,
        "parent_id": 0,
        "number": "727",
        "order_key": "wc_order_58d2d042d1d",
        "created_via": "checkout",
        "version": "9.4.1",
        "status": "completed",
        "currency": "THB",
        "date_created": "2026-11-22T16:28:02",
        "date_created_gmt": "2026-11-22T09:28:02",
        "date_modified": "2026-11-23T16:28:08",
        "date_modified_gmt": "2026-11-23T09:28:08",
        "date_paid": "2026-11-22T16:28:08",
        "date_paid_gmt": "2026-11-22T09:28:08",
        "date_completed": "2026-11-23T16:28:08",
        "date_completed_gmt": "2026-11-23T09:28:08",
        "total": "390.00",
        "customer_id": 26,
        "customer_ip_address": "192.0.2.7",
        "customer_note": "please ring twice",
        "billing": {**person, "email": "malee@example.com", "phone": "081-234-5679"},
        "shipping": person,
        "payment_method": "stripe",
        "payment_method_title": "Credit Card",
        "meta_data": [
            {"id": 13106, "key": "_download_permissions_granted", "value": "yes"},
            {"id": 13107, "key": "_wc_shipment_tracking_items", "value": parcels},
        ],
        "line_items": [
            {
                "id": 315,
                "name": "Phone case",
                "product_id": 93,
                "variation_id": 0,
                "quantity": 2,
                "subtotal": "390.00",
                "sku": "PC-1",
                "meta_data": [],
            }
        ],
        "shipping_lines": [],
        "refunds": [],
        **fields,
    }
