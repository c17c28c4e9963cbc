"""Where everything is put together: settings, clients, the clock, logs and metrics."""
