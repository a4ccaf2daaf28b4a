"""Which article is to be reviewed, when and why.

Others use: complaints, filters, plan, policy, priority, rows, rules.
"""
