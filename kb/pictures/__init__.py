"""Pictures that editors add to articles: looked at by their content, made smaller, freed of metadata, kept beside it.

Others use: keeping, refusal, taking.
"""
