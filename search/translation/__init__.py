"""What the words of one language are called in another, for articles that exist in another language than the question.

Others use: loan_words, spoken_names, translator.
"""
