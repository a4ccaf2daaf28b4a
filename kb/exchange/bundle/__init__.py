"""What another system's export holds, whichever system that is, and its files read within limits.

Others use: bundle, earlier_ids, json_stream, languages, notes, packed, top_folder, xml_stream.
"""
