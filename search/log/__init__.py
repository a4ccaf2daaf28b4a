"""What readers searched for: recorded, kept, read."""
