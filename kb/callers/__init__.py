"""Programs outside that tell us things (forges, chat): when each was last heard, and the page that shows it.

Others use: heard.
"""
