"""The queue for other programs."""
