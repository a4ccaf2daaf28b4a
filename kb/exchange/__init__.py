"""Articles of another system become files here, and files here leave again, with what could not be kept said aloud.

Others use: copying, exporting, importer, recognising, report, report_page.
"""
