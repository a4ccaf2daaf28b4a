"""Tells by names of files and by how they begin which system an export is of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.exchange.bundle.packed import Packed

MARKDOWN = "markdown"
"""A folder of Markdown that is read here as it is; no reader is needed for it."""
_HEAD, _LOOKED_AT = 64 * 1024, 40
_PAGES = (".html", ".htm")
_JSON: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("zendesk", re.compile(rb'"(?:section_id|source_locale|user_segment_id|label_names)"\s*:')),
    ("helpscout", re.compile(rb'"(?:collectionId|hasDraft|popularity|lastPublishedAt|collectionCount)"\s*:')),
    ("freshdesk", re.compile(rb'"(?:folder_id|seo_data|thumbs_up|category_translations|agent_id)"\s*:')),
    ("intercom", re.compile(rb'"(?:workspace_id|translated_content|parent_type)"\s*:|"type"\s*:\s*"article"')),
)
_XML: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("mediawiki", re.compile(rb"<mediawiki[\s>]")),
    ("confluence", re.compile(rb"<hibernate-generic[\s>]")),
    ("wordpress", re.compile(rb"wordpress\.org/export/|<wp:wxr_version")),
)
_CONFLUENCE = re.compile(rb'id=["\']main-content["\'][^>]*class=["\']wiki-content|id=["\']breadcrumb-section["\']')
_NOTION = re.compile(r"[ _-][0-9a-f]{32}\.md$", re.IGNORECASE)


def recognise(files: Packed) -> str:
    """The system that an export is of, as readers are called, or ``MARKDOWN``; empty where nothing tells.

    Raises:
        ExportError: a file cannot be read.

    """
    names = files.names
    lower = [name.lower() for name in names]
    if any(re.search(r"(?:^|/)\.gitbook\.yaml$", name) for name in lower):
        return "gitbook"
    for ending, kinds in ((".json", _JSON), (".xml", _XML)):
        for head in _heads(files, (ending,)):
            if found := next((system for system, pattern in kinds if pattern.search(head)), ""):
                return found
    if any(name.endswith(_PAGES) for name in lower):
        return "confluence" if any(map(_CONFLUENCE.search, _heads(files, _PAGES))) else "html"
    if any(map(_NOTION.search, names)):
        return "notion"
    if any(name.rpartition("/")[2] == "summary.md" for name in lower):
        return "gitbook"
    return MARKDOWN if any(name.endswith((".md", ".markdown", ".mdx")) for name in lower) else ""


def _heads(files: Packed, endings: tuple[str, ...]) -> Iterator[bytes]:
    """How the first files begin that end so."""
    for name in [name for name in files.names if name.lower().endswith(endings)][:_LOOKED_AT]:
        with files.open(name) as stream:
            yield stream.read(_HEAD)
