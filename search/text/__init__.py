"""From letters to terms, for every language.

Others use: analysis, chatter, detection, folding, keyboards, snippets, stopwords, transliteration, wordlists.
"""
