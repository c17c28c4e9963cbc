"""Tracking providers: what each one speaks, turned into reports of the domain."""
