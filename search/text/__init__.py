"""From letters to terms, for every language."""
