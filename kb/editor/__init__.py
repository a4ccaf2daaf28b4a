"""Articles written and mended in the browser: fields and text of a file, drafts, preview, merging.

Others use: advice, drafts, history_pages, merging, pages, parts, picture_upload, room, saving, sheet.
"""
