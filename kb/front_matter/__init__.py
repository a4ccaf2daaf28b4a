"""Key and value at the head of a file: read with their lines, changed without touching another byte.

Others use: comments, edit, key_names, parse, yaml_file.
"""
