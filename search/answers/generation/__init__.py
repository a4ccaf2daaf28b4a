"""Answers that a language model writes: what it is sent, how its answer is read, and what all of it may cost.

Off until an address is set. Nothing a model answers is shown but what ``search.answers.grounded`` verifies.

Others use: answer_use, opening, prompt, reading, token_count, writer.
"""
