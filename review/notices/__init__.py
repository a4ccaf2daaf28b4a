"""Tells owners what waits, each thing once."""
