"""Words to what all their forms have in common, a language a file: knows neither texts nor collections.

Others use: arabic, english, persian, russian.
"""
