"""What one help centre calls itself and looks like: names, colours, logos, icons, fonts.

Others use: brand, colours, contact, fonts, hours, icons, link_card, localised, looks, notices, palette, picture_files,
players, style, typeface.
"""
