"""Files: opened only inside a folder, written whole or not at all, readable by nobody else.

Others use: alone, inside, key_file, killed, private, saving.
"""
