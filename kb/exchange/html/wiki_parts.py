"""The small parts of wikitext: items of lists, cells, pictures, code, footnotes."""

from __future__ import annotations

import re
from html import escape, unescape

MARKS = "\ue000\ue001\ue002"
"""Signs of private use that hold the place of markup that is made already; texts have none of their own."""
NO_MARKS = dict.fromkeys(map(ord, MARKS))
FORMULAS = frozenset({"math", "chem", "ce"})
_SIZE = re.compile(r"(\d{2,4})(?:x\d+)?px")
_WORDS = frozenset(
    {"thumb", "thumbnail", "frame", "frameless", "border", "left", "right", "center", "none", "upright", "baseline"}
)
_LANGUAGE = re.compile(r"""\blang\s*=\s*["']?([\w+#-]{1,30})""")


def list_item(tag: str, sign: str, own: str, inner: str) -> str:
    """An item with the list within it; of definitions a term, its meaning or both."""
    if tag != "dl":
        return f"<li>{own}{inner}</li>"
    if sign == ";":
        term, colon, meaning = own.partition(" : ")
        return f"<dt>{term}</dt>{f'<dd>{meaning}</dd>' if colon else ''}{f'<dd>{inner}</dd>' if inner else ''}"
    return f"<dd>{own}{inner}</dd>"


def table_cell(tag: str, written: str) -> tuple[str, list[str], str]:
    """A cell, its text and how many others it spans; what else stands before a bar is about looks."""
    looks, bar, words = written.partition("|")
    if not bar or "[[" in looks or "=" not in looks:
        return tag, [written], ""
    spans = re.findall(r"\b(colspan|rowspan)\s*=\s*[\"']?(\d{1,3})", looks, re.IGNORECASE)
    return tag, [words], "".join(f' {name.lower()}="{number}"' for name, number in spans)


def picture(name: str, options: str) -> str:
    """A picture with its words: ``alt=``, else the caption."""
    width, alt, caption = "", "", ""
    for option in filter(None, (one.strip() for one in options.split("|"))):
        if found := _SIZE.fullmatch(option):
            width = found[1]
        elif option.startswith("alt="):
            alt = option[4:]
        elif option not in _WORDS and not re.match(r"(?:upright|link|class|lang|page)\s*=", option):
            caption = option
    plain = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|<[^<>]*>", r"\1", alt or caption)
    size = f' width="{width}"' if width else ""
    words = caption if alt and caption and caption != alt else ""
    return f'<img src="{escape(name.replace(" ", "_"))}" alt="{escape(plain)}"{size}>{words}'


def code_block(match: re.Match[str]) -> str:
    """What stands between tags that nothing is read in."""
    tag, looks, inner = match[1].lower(), match[2], match[3]
    if tag == "nowiki":
        return escape(unescaped(inner))
    if tag in FORMULAS:
        return f"<code>{escape(' '.join(inner.split()))}</code>"
    language = _LANGUAGE.search(looks)
    shown = escape(inner if tag != "pre" else unescaped(inner))
    if "inline" in looks.lower():
        return f"<code>{shown}</code>"
    return f'<pre><code class="language-{language[1]}">{shown}</code></pre>' if language else f"<pre>{shown}</pre>"


def unescaped(text: str) -> str:
    """The characters that references mean, without marks that they would make; those that stand there stay."""
    return re.sub(f"[^{MARKS}]+", lambda match: unescape(match[0]).translate(NO_MARKS), text)


def anchor_of(heading: str) -> str:
    """What links of a wiki call the section below a heading; without quotation marks, which an anchor here has not."""
    return heading.strip().replace(" ", "_").replace('"', "")


def footnote(match: re.Match[str], notes: list[str]) -> str:
    """A footnote by its number; the texts stand as a list at the end."""
    if not (match[1] or "").strip():
        return ""
    notes.append(" ".join(match[1].split()))
    return f"<sup>[{len(notes)}]</sup>"
