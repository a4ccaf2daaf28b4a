"""Pictures and files that an export names and does not hold, fetched from the web as a polite guest does.

Others use: limits, web_fetcher.
"""
