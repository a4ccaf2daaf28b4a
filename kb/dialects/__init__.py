"""Other systems' Markdown, rewritten as ours: components, template tags, boxes, wiki links."""
