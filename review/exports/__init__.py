"""The queue for other programs.

Others use: calendar, feeds, json_csv, subscriptions, terminal.
"""
