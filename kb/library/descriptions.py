"""The first sentence of an article's text, which lists and search engines show where nobody wrote a description."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.commonmark.plain_text import is_pictures, plain

LIMIT = 160
"""Characters of a description; a longer sentence is cut between words."""
MAX_PARAGRAPHS = 200
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_NO_PROSE = re.compile(
    r"^\s*(?:#{1,6}(?:\s|$)|[>|{]|!!!|\?\?\?|:::|===|<!|[-*+]\s|(?:[-*_]\s*){3,}$|\d{1,9}[.)]\s|import\s|export\s|\[[^\]]+\]:)"
    r"|^(?: {2}|\t)"
)
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t:|-]*)?$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLOCK_TAG = re.compile(r"^\s*</?[A-Za-z][^<>]*>\s*$")
_UNREAD = re.compile(r"<(style|script|title|svg|iframe|figure)\b.*?(?:(</\1\s*>)|\Z)", re.DOTALL | re.IGNORECASE)
_END = re.compile(r"(?<=[.!?؟۔…:。！？])[\"'”’»)\]]*(?:\s+|$)|(?<=[。！？])|(?<=[.!?؟۔…])[\"”»)\]]+\s+")
# Abbreviations before a name or a word, before a number alone, and those that end a sentence where a capital follows.
_BEFORE_A_WORD = """
e.g eg i.e ie vs cf approx ca mr mrs ms dr prof messrs a.k.a z.b d.h bzw z.t u.a v.a evtl ggf inkl exkl p.ex par.ex env
т.е т.к т.н т.ч им напр см ср ул корп тел проф مثلا مهندس ص.ب ه.ش ه.ق"""
_BEFORE_A_NUMBER = """
no nos nr nº núm fig figs vol p pp pág sec ch art abs min max tel ext
стр рис табл гл ст пп кв мин макс руб коп тыс млн млрд رقم"""
_BEFORE_A_CAPITAL = """
etc inc ltd co corp bros usw u.s u.k u.s.a u.n a.m p.m b.c a.d др пр т.д т.п н.э г гг إلخ الخ وغ غیره"""
_NAMES, _NUMBERS, _LAST = (frozenset(text.split()) for text in (_BEFORE_A_WORD, _BEFORE_A_NUMBER, _BEFORE_A_CAPITAL))
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")


def first_sentence(body: str, limit: int = LIMIT) -> str:
    """The first sentence of prose in a Markdown body, without markup, at most ``limit`` characters.

    Empty where there is no prose: headings, lists, tables, quotes, code, pictures and tags are none.
    """
    for count, paragraph in enumerate(_paragraphs(body)):
        if count >= MAX_PARAGRAPHS:
            break
        if not is_pictures(paragraph) and (sentence := _first(plain(paragraph))):
            return _cut(sentence, limit)
    return ""


def _paragraphs(body: str) -> Iterator[str]:
    """The paragraphs of running text, each with its line ends."""
    if "<" in body:
        # What is never closed is a word in angle brackets.
        body = _UNREAD.sub(lambda found: "" if found[2] else found[0], _COMMENT.sub("", body))
    fence = ""
    lines: list[str] = []
    in_block = False  # a list, a quote or a table goes on until an empty line
    for line in body.split("\n"):
        if match := _FENCE.match(line):
            if not fence:
                fence = match[1]
            elif match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        if fence or match or not line.strip() or _BLOCK_TAG.match(line):
            yield from _whole(lines)
            lines, in_block = [], False
        elif lines and (_UNDERLINE.match(line) or _TABLE_RULE.match(line)):
            lines, in_block = [], "|" in line  # what stood above was a heading, or the head of a table
        elif in_block:
            continue
        elif _NO_PROSE.match(line):
            yield from _whole(lines)
            lines, in_block = [], not line.lstrip().startswith("#")
        else:
            lines.append(line)
    yield from _whole(lines)


def _whole(lines: list[str]) -> Iterator[str]:
    if lines:
        yield "\n".join(lines)


def _first(text: str) -> str:
    """The first sentence of plain ``text``."""
    for end in _END.finditer(text):
        if text[: end.start()].endswith(":"):
            continue
        if _is_end(text[: end.start()], text[end.end() :]):
            return text[: end.end()].strip()
    return text


def _is_end(before: str, after: str) -> bool:
    """Whether the sign at the end of ``before`` ends a sentence and no abbreviation."""
    if not after or before[-1:] in "。！？":
        return True
    if after[0].islower():
        return False
    if not before.endswith(".") or before.endswith(".."):
        return True
    words = before[:-1].split()
    word = words[-1].lstrip("(\"'“‘«[").lower() if words else ""
    if word in _NAMES:
        return False
    if word in _NUMBERS or word.isdigit():
        return not after[0].isdigit()
    return word in _LAST or not _INITIALS.fullmatch(word)


def _cut(sentence: str, limit: int) -> str:
    if len(sentence) <= limit:
        return sentence
    cut = sentence[:limit]
    if " " in cut[limit // 2 :]:  # languages without spaces are cut between characters
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:،、，") + "…"
