"""Tells owners what waits, each thing once.

Others use: notify, sent_notices.
"""
