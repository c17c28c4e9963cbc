"""WooCommerce: its webhooks."""
