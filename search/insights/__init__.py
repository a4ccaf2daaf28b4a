"""What readers ask, what they do not find, how articles do."""
