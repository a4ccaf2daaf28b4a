"""What an answer leans on: passages of articles, and sentences that cite them letter by letter.

Others use: answer, as_json, conduct, facts, learning, nearness, sources, verify, wording.
"""
