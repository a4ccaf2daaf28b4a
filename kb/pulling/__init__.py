"""Brings into the articles folder what others push to its git remote, and takes there what is committed here.

Others use: opening.
"""
