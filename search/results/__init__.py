"""What a search is asked and what it answers, and how that is written: as JSON and as HTML.

Others use: as_html, as_json, lateness, quoted, results.
"""
