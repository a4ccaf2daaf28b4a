"""The second factor on pages: the second step of signing in, and what somebody sets up for their own account.

Others use nothing of it.
"""
