"""Was this helpful? Votes of readers."""
