"""The queue of the tracker and the topic of happenings."""
