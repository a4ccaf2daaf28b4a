"""The public pages as a folder of files, for any web host or none, with a search that runs in the browser.

Others use nothing of it.
"""
