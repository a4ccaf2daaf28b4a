"""From letters to terms, for every language.

Others use: analysis, chatter, detection, folding, keyboards, latinised, phrase_table, phrases, snippets, stemming,
stopwords, transliteration, wordlists.
"""
