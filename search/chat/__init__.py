"""Slack and Mattermost: questions asked there are answered with articles, and links to articles are shown.

Others use nothing of it.
"""
