"""From a question and what a search found to an answer in the articles' own words: pure functions.

Others use: asking_back, composing, follow_up, parts_of_question, requests, shape.
"""
