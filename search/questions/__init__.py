"""From what customers write, a line or a whole message, to the questions in it.

Others use: languages, messages, question, sentences.
"""
