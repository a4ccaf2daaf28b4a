"""The rows of accounts and of all that lets somebody in: passwords, sessions, tokens, identities; the audit log."""
