"""Shopify on this machine: its Admin GraphQL API over real HTTP, its limits, its webhooks.

What it is sent is parsed and checked against the part of Shopify's schema in `schema.graphql`.
Source of what it imitates: Shopify Admin GraphQL API 2026-10; "API rate limits"; "Webhooks:
delivery structure". See docs/shops/shopify.md. It knows nothing of Retrack's code, so that neither
can repeat the other's mistakes.
"""

from dev.shopify_simulator.simulator import ShopifySimulator

__all__ = ["ShopifySimulator"]
