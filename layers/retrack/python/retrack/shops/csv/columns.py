"""The columns of our plain format: those that are read, and those that only tell."""

READ = (
    "order_id",
    "order_name",
    "processed_at",
    "customer_name",
    "customer_email",
    "customer_phone",
    "customer_locale",
    "city",
    "country_code",
    "financial_status",
    "marked_paid_manually",
    "items",
    "tracking_number",
    "carrier",
    "fulfilled_at",
    "final",
)
TOLD = (
    "fulfillment_status",
    "status",
    "sub_status",
    "status_changed_at",
    "delivered_at",
    "last_event_at",
    "last_event",
    "last_event_location",
    "attention",
    "tracking_url",
    "customer_url",
)
ALL = READ + TOLD
BOM = "\ufeff"  # without it Excel takes UTF-8 for its own code page
EXAMPLE = (
    "",
    "No. 1001",
    "2026-11-24 10:30",
    "Somchai J.",
    "somchai@example.com",
    "",
    "th",
    "Chiang Mai",
    "TH",
    "paid",
    "false",
    "2 x Phone case [PC-1]",
    "RR123456785CN",
    "",
    "2026-11-25",
    "true",
)
