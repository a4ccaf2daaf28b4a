"""Renders folders of articles with ours and with two CommonMark parsers, and lists the articles that differ.

    python bench/markdown.py FOLDER [FOLDER …] [--kinds words,lists,code,tables,links] [--only both|any] [--first N]
                             [--json]

The two are GitHub's own (cmark-gfm) and markdown-it. An article differs where its words, the structure of its lists,
its code, its tables or its links do. ``lost`` are words that both of them show and we do not: there should be none.
Ours is the page as the site sends it, without what only the site adds (links are compared as they are written).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

import cmarkgfm  # noqa: E402
from cmarkgfm.cmark import Options  # noqa: E402
from markdown_it import MarkdownIt  # noqa: E402

from bench.reading import KINDS, Page, read  # noqa: E402
from kb.catalog.article import EVERYONE, Article  # noqa: E402
from kb.catalog.catalog import Catalog  # noqa: E402
from kb.library.library import Library  # noqa: E402
from kb.markdown.render import converted, in_advance, render  # noqa: E402

_MARKDOWN_IT = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_GITHUB = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
OTHERS: dict[str, Callable[[str], str]] = {
    "cmark-gfm": lambda text: cmarkgfm.github_flavored_markdown_to_html(text, _GITHUB),
    "markdown-it": lambda text: str(_MARKDOWN_IT.render(text)),
}
LOST = "lost"
_ATTRIBUTES = re.compile(r"(?<=\S)[ \t]*\{:?[ \t]*[#.][\w-]+(?:[ \t]+[#.][\w-]+)*[ \t]*\}")
"""Attribute lists (``{#id}``, ``{: .class}``) behind something: no other parser knows them, so they never see any."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a page of ours first differs, in one kind, and from which of the others."""

    path: str
    kind: str
    from_: tuple[str, ...]
    ours: str
    theirs: str


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--kinds", default=",".join((*KINDS, LOST)))
    options.add_argument("--only", choices=("both", "any"), default="both", help="differs from both, or from any")
    options.add_argument("--first", type=int, default=0, help="print so many articles, 0 for all")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    for folder in chosen.folders:
        articles, found = compare(Library(folder).catalog, set(chosen.kinds.split(",")), chosen.only == "both")
        if chosen.json:
            sys.stdout.write("".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in found))
        else:
            sys.stdout.write(report(folder, articles, found, chosen.first))


def compare(catalog: Catalog, kinds: set[str], from_both: bool = True) -> tuple[int, list[Difference]]:
    """How many articles there are, and all differences."""
    articles = list(catalog.published)
    found = [d for article in in_advance(articles, catalog) for d in differences(article, catalog) if d.kind in kinds]
    return len(articles), [d for d in found if len(d.from_) == len(OTHERS) or not from_both]


def differences(article: Article, catalog: Catalog) -> Iterator[Difference]:
    """The first difference of each kind in one article."""
    ours = ours_of(article, catalog)
    body = _ATTRIBUTES.sub("", article.body)
    theirs = {name: read(parse(body)) for name, parse in OTHERS.items()}
    for kind in KINDS:
        from_ = tuple(name for name, page in theirs.items() if page.part(kind) != ours.part(kind))
        if from_:
            yield Difference(article.path, kind, from_, *_first(kind, ours, theirs[from_[0]]))
    shown = Counter(ours.words)
    common = Counter(theirs["cmark-gfm"].words) & Counter(theirs["markdown-it"].words)
    if lost := common - shown:
        yield Difference(article.path, LOST, tuple(OTHERS), "", " ".join(sorted(lost.elements()))[:500])


def ours_of(article: Article, catalog: Catalog) -> Page:
    """Our page of an article, with the links as its author wrote them and without the titles that we give callouts."""
    as_written = read(converted(article, catalog).html)
    return replace(read(render(article, catalog, EVERYONE).html), links=as_written.links)


def _first(kind: str, ours: Page, theirs: Page) -> tuple[str, str]:
    """The first item that differs, words with those around it."""
    a, b = ours.part(kind), theirs.part(kind)
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if kind == "words":
        start = max(at - 5, 0)
        return " ".join(a[start : at + 10]), " ".join(b[start : at + 10])
    return (a[at] if at < len(a) else "(nothing)"), (b[at] if at < len(b) else "(nothing)")


def report(folder: Path, articles: int, found: list[Difference], first: int) -> str:
    """For people: figures by kind, then article by article."""
    paths = list(dict.fromkeys(one.path for one in found))
    counts = Counter(one.kind for one in found)
    lines = [f"{folder}: {articles} articles, {len(paths)} differ"]
    lines += [f"  {kind:8}{counts[kind]:5}" for kind in (*KINDS, LOST)]
    for path in paths[: first or None]:
        lines += ["", path]
        for one in (one for one in found if one.path == path):
            who = "" if len(one.from_) == len(OTHERS) else f" (only from {one.from_[0]})"
            lines.append(f"  {one.kind}{who}")
            lines += [f"    ours   {_line(one.ours)}", f"    theirs {_line(one.theirs)}"]
    return "\n".join((*lines, "", ""))


def _line(text: str) -> str:
    shown = text.replace("\n", "⏎")
    return shown if len(shown) <= 200 else f"{shown[:200]}…"


if __name__ == "__main__":
    main()
