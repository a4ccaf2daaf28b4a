"""Tells owners what waits, each thing once.

Others use: notify.
"""
