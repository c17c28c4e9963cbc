"""Shopify: its webhooks and its Admin API."""
