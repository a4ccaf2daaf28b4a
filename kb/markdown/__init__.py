"""An article's body as safe HTML, with its sections and links."""
