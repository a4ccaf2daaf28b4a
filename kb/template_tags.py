"""Takes out of Markdown what other systems' template languages left in it, and keeps what it stands for.

Liquid tags (Jekyll), shortcodes (Hugo), imports and exports (MDX) mean nothing here and are shown as nothing;
links made by a tag become plain paths. Code, fenced or inline, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TEMPLATE = re.compile(r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|\{/\*.{0,5000}?\*/\}", re.DOTALL)
_HIGHLIGHT = re.compile(r"\{%-?\s*highlight\s+(\w+)[^%]*%\}\n?(.*?)\n?\{%-?\s*endhighlight\s*-?%\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_LINK_TAG = re.compile(r"\{%-?\s*link\s+/?([^\s%]+)\s*-?%\}")
_POST_TAG = re.compile(r"\{%-?\s*post_url\s+/?([^\s%]+)\s*-?%\}")
_REF_TAG = re.compile(r"""\{\{[<%]\s*(?:rel)?ref\s+["']?([^\s"'>%]+)["']?\s*[>%]\}\}""")
_MODULE_LINE = re.compile(
    r"^(?:import\s.+?from\s+['\"][^'\"]+['\"]|import\s+['\"][^'\"]+['\"]|export\s+(?:const|default)\s.*);?\s*$"
)
_MODULE_BLOCK = re.compile(r"^(?:import|export)\s*\{[^{}'\"`;]*\}\s*from\s*['\"][^'\"\n]+['\"];?[ \t]*$", re.MULTILINE)
_DETAILS = re.compile(r"^([ \t]*<details)(?![^>]*\smarkdown\b)(?=[\s>])", re.MULTILINE)
_COMMENT = r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}"
_CODE_OR_COMMENT = re.compile(
    r"(?:^|\n)[ \t]*(`{3,}+|~{3,}+)[^\n]*\n.*?(?:\n[ \t]*\1[`~]*[ \t]*(?=\n|$)|$)|(?<!`)(`++).+?(?<!`)\2(?!`)"
    rf"|{_COMMENT}",
    re.DOTALL,
)


def without_templates(body: str) -> str:
    """The Markdown ``body`` without template languages."""
    body = _HIGHLIGHT.sub(lambda match: f"```{match[1]}\n{match[2]}\n```", body)
    return "".join(text if is_code else _plain(text) for text, is_code in _segments(body))


def is_module_line(line: str) -> bool:
    """Whether a line is an import or export of MDX, which may stand above the first heading."""
    return bool(_MODULE_LINE.match(line))


def _segments(body: str) -> Iterator[tuple[str, bool]]:
    """The body in pieces, each with whether it is code; comments are left out."""
    position = 0
    for match in _CODE_OR_COMMENT.finditer(body):
        yield body[position : match.start()], False
        if not match[0].startswith("{%"):
            yield match[0], True
        position = match.end()
    yield body[position:], False


def _plain(text: str) -> str:
    if "{" in text:
        text = _MODULE_BLOCK.sub("", text)
        text = _POST_TAG.sub(r"/_posts/\1.md", _LINK_TAG.sub(r"/\1", text))
        text = _REF_TAG.sub(lambda match: _from_root(match[1]), text)
        text = _TEMPLATE.sub("", _RAW.sub("", text))
    lines = (("" if _MODULE_LINE.match(line) else line) for line in text.split("\n"))
    return _DETAILS.sub(r'\1 markdown="1"', "\n".join(lines))


def _from_root(path: str) -> str:
    """Hugo's ``ref`` names a page by its path from the content folder, or one beside the page by its name."""
    return path if path.startswith((".", "/", "#")) or "/" not in path else f"/{path}"
