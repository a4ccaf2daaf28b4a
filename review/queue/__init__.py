"""Which article is to be reviewed, when and why.

Others use: complaints, filters, overview, plan, policy, priority, rows, rules, spread.
"""
