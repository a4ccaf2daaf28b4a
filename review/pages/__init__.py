"""The pages on which editors decide."""
