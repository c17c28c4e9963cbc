"""What Retrack costs, as ratios and counts: `make bench`."""
