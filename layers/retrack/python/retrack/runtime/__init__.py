"""Where everything is joined: settings, clock, wiring."""
