"""What another system's export holds, whichever system that is, and its files read within limits.

Others use: bundle, earlier_ids, json_stream, languages, media_library, notes, packed, system_names,
top_folder, values, wxr, xml_stream.
"""
