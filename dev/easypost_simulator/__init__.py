"""EasyPost on this machine: its wire format over real HTTP, its errors, its signed pushes.

Source of what it imitates: EasyPost API v2, as recorded by its own client libraries. See
docs/providers/easypost.md for how sure each point is. It is scripted in the words of
`dev.carrier_simulator`, so that one script tells a parcel's story at every provider, and it knows
nothing of Retrack's code.
"""

from dev.easypost_simulator.simulator import EasyPostSimulator

__all__ = ["EasyPostSimulator"]
