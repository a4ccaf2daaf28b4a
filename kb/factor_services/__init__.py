"""What is done with second factors: set up, shown at the second step, removed; each act with its line in the audit log.

Others use: factors, passkeys, second_step.
"""
