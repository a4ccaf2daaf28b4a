"""Which article is to be reviewed, when and why.

Others use: complaints, filters, owner_addresses, plan, policy, priority, rows, rules.
"""
