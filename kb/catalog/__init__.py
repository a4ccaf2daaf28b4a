"""What an article is, and all of them in memory: found by address, category and name."""
