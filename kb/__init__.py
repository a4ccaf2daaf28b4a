"""The articles themselves, and what every other part stands on; imports nothing else of ours."""
