"""Suggests articles in contact forms of other sites.

Others use: deflection.
"""
