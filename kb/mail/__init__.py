"""Mail that the site sends: addresses, the head of a message, the server that takes it over.

Others use: message, server.
"""
