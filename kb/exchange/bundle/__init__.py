"""What another system's export holds, whichever system that is, and its files read within limits.

Others use: bundle, json_stream, languages, notes, packed, xml_stream.
"""
