"""The articles folder as git knows it: its history, and commits, with no program that a repository names.

Others use: folder, log, repository.
"""
