"""What was asked and answered: kept for editors, without who asked.

Others use: asked_rows, figures, model_use, recorder.
"""
