"""The pages that readers see, and what machines read of them.

Others use: api.
"""
