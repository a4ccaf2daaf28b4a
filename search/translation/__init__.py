"""What the words of one language are called in another, for articles that exist in another language than the question.

Others use: listed_rows, loan_words, spoken_names, translator.
"""
