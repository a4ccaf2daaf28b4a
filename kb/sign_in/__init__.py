"""Who asks, whether they may, and the pages of one's own account.

Others use: access, account_pages, pages, who_asks, wording.
"""
