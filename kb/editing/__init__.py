"""Files of articles as people change them: what is wrong, versions, differences, new articles.

Others use: changes, check, file_version, new_article, posted_text, problem_groups, revisions.
"""
