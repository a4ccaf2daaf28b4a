"""Tells owners what waits, each thing once.

Others use: due_events, notify, sent_notices.
"""
