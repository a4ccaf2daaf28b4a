"""What an import writes and remembers: files put aside and then in place together, and the ledger of what was written.

Others use: counted_before, ledger, ledger_undone, sample, staging.
"""
