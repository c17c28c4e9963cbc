"""17TRACK on this machine: its wire format over real HTTP, its limits, its errors, its pushes.

Source of what it imitates: 17TRACK API v2.2 and v2.4. See docs/providers/17track.md for how sure
each point is. It knows nothing of Retrack's code, so that neither can repeat the other's mistakes.
"""

from dev.carrier_simulator.simulator import CarrierSimulator, Clock

__all__ = ["CarrierSimulator", "Clock"]
