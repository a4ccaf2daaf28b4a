"""The index that many processes share: kept in PostgreSQL by one of them, held in arrays by each.

Others use: sharing.
"""
