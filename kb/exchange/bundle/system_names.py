"""What the systems that articles come from are called by people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kb.language.marking import N_

SYSTEMS: Mapping[str, str] = MappingProxyType(
    {
        "zendesk": "Zendesk",
        "intercom": "Intercom",
        "freshdesk": "Freshdesk",
        "helpscout": "Help Scout Docs",
        "confluence": "Confluence",
        "gitbook": "GitBook",
        "notion": "Notion",
        "wordpress": "WordPress",
        "mediawiki": "MediaWiki",
        "html": N_("Saved web pages (HTML)"),
        "markdown": "Markdown",
    }
)
"""In the order of the form."""
