"""What the insights are about, read from the database and counted: figures, comparisons, gaps.

Others use: figures, gaps, overview, overview_wording, question_vectors, reader, scope, self_service, support_figures,
support_tables, tables.
"""
