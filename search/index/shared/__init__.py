"""An index that several processes share: what all ways have in common, and the one in the data folder of one machine.

Others use: folder, news, place.
"""
