"""What could not be written while the database was away, kept in the data folder and written once afterwards.

Others use: kept_writes, written_once.
"""
