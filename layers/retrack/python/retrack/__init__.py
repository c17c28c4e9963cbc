"""Retrack: order tracking for online merchants. See docs/architecture.md for the rooms."""
