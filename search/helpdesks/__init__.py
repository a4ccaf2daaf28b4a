"""Side panels for helpdesks: a browser extension, an app for Zendesk, one for Freshdesk, packed for one site.

Others use nothing of it.
"""
