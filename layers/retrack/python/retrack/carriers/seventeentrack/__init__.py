"""17TRACK's Tracking API v2.4 (v2.2 answers alike). See docs/providers/17track.md."""
