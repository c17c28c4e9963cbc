"""The shops that orders come from by themselves: their wire formats, taken off."""
