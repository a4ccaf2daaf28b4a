"""The OpenAPI document of a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.api.deprecation import with_headers
from kb.site.openapi import PROBLEM, TOKEN
from kb.site.site import Site

GROUPS: Mapping[str, str] = {
    "Articles": "What there is to read",
    "Search": "Questions, and the articles that answer them",
    "Feedback": "What readers say of articles, and what helped them",
    "Helpdesk": "For panels beside tickets, and for jobs of a helpdesk",
    "Authors": "Drafts and proposals of programs, which people look at and publish",
    "Editors": "What is to be reviewed, what readers wrote, what no article answers",
}
"""The groups of operations, in the order in which they are shown, and what each is for."""
_PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was wrong, and what to do"},
        "pointer": {"type": "string", "description": "Where in the body that was sent (RFC 6901)"},
        "reason": {"type": "string", "description": "The same in a word"},
    },
    "example": {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "limit='51' is not a number from 1 to 50",
    },
}


def describe(site: Site, paths: Mapping[str, Any]) -> dict[str, Any]:
    """The document (OpenAPI 3.1) that has ``paths``, as programs see them at this address."""
    title = site.face(site.catalog.default_language).site_name
    bearer = "A token of an account, made on its page /account; the names beside it are the scope that it takes"
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": "Search and read the help articles."},
        "servers": [{"url": site.root()}],
        "externalDocs": {"description": "To read and to try", "url": f"{site.root()}/api"},
        "tags": [{"name": name, "description": about} for name, about in GROUPS.items()],
        "paths": {
            path: {method: with_headers(operation) for method, operation in methods.items()}
            for path, methods in paths.items()
        },
        "components": {
            "securitySchemes": {TOKEN: {"type": "http", "scheme": "bearer", "description": bearer}},
            "schemas": {PROBLEM.rpartition("/")[2]: _PROBLEM},
        },
    }
