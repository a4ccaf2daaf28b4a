"""From files in a folder to a catalog in memory, kept up to date.

Others use: library, reader, watcher.
"""
