"""The running site and the frame of its pages.

Others use: article_forms, asking, brand_pages, error_responses, feature, http, language_choice, openapi,
right_address, same_site, site, staff_bar, static_files, template_names.
"""
