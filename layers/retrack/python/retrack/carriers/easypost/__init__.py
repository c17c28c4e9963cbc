"""EasyPost's Tracking API v2. See docs/providers/easypost.md."""
