"""Tells programs outside what happens here, signed, for days if need be: who wants to hear what, and what became of it.

Others use: outbox.
"""
