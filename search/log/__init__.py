"""What readers searched for: recorded, kept, read.

Others use: history, recorder, searches.
"""
