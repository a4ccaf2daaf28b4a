"""From draft to published: what is planned comes true at its time, once, and the page Work says what waits for whom.

Others use: asked, proposals, proposing.
"""
