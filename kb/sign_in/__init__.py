"""Who asks, whether they may, and the pages of one's own account.

Others use: access, who_asks, wording.
"""
