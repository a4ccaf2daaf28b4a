"""What reviewers decide, and how it is carried out without losing anything.

Others use: annotations, audit, decide, decision, decision_request, form_fields, handover, history.
"""
