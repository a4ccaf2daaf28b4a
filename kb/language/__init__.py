"""What is known of languages: names, directions, numbers and days, and the interface's own words.

Others use: bidi, formats, guess, interface, key_bindings, languages, marking, new_translation.
"""
