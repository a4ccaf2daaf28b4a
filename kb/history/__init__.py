"""Every version of an article: who made it, when and why, what it held, and how two of them differ as pages.

Others use: deleted, kept_versions, page_differences, small_changes, versions.
"""
