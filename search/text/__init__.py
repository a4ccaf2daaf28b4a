"""From letters to terms, for every language.

Others use: analysis, detection, folding, keyboards, snippets, stopwords, transliteration, wordlists.
"""
