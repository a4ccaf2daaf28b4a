"""What lies in an articles folder beside the articles, and what of it is none of ours.

Others use: beside, file_types, folder, jekyll, left_out, mounts, repository_files, site_rules.
"""
