"""Short links: followed by everybody, made and counted by staff."""
