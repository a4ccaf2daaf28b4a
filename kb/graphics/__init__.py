"""Numbers as charts and tables, addresses as QR codes.

Others use: charts, qr, tables.
"""
