"""What the words of one language are called in another, for articles that exist in another language than the question.

Others use: spoken_names, translator.
"""
