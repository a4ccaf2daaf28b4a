"""The administrators' pages: people, their tokens, teams, the audit log, the settings in force.

Others use nothing of it.
"""
