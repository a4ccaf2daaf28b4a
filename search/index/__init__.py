"""What an index is asked and what it answers, whatever it is made of.

Others use: arrays, deadline, evidence, interface, link_names, missing, names, passages, products, query_terms,
vocabulary.
"""
