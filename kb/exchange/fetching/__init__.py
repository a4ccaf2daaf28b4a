"""Pictures that an export names and does not hold, fetched from the web as a polite guest does.

Others use: limits, picture_fetcher.
"""
