"""Mail that the site sends: addresses, the head of a message, letters, the server that takes them over.

Others use: letters, message, server.
"""
