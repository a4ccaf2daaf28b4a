"""What every dialect is read with: code out of the way, boxes and what they mean, values of tags, players.

Others use: boxes, hidden_code, meanings, players, written_values.
"""
