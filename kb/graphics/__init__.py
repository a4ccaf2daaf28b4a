"""Numbers as charts and tables, addresses as QR codes."""
