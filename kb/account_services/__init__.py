"""What is done with accounts, each act in one transaction with its line in the audit log.

Others use: accounts, administration, entering, handover, identities, private_addresses, proving, resets, teams,
tokens, transaction.
"""
