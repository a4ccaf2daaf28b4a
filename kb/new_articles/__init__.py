"""New articles begun in the browser: the form, and the templates that a team keeps for them.

Others use: article_templates, new_form.
"""
