"""A new password for whoever forgot theirs, by a link that is mailed to the address of the account.

Others use nothing of it.
"""
