"""The rows of accounts and of all that lets somebody in: passwords, sessions, tokens, identities; the audit log.

Others use: accounts, audit_log, email_address, expiry, identities, known_browsers, one_time_links, passwords,
private_addresses, sessions, sign_in_limit, teams, tokens.
"""
