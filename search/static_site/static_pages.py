"""Pages that only a folder of files needs: the first one, those at old addresses; and what the search page needs."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from flask import render_template_string
from lxml.html import fragment_fromstring

from kb.language.languages import direction, native_name
from search.static_site.page_links import page_text, page_tree

if TYPE_CHECKING:
    from flask import Flask

MOST_COUNTED = 50
_WORDS = """{{ {
  'none': _('Nothing found for “%(query)s”', query='{query}'),
  'advice': _('Check the spelling, or use other words for the same thing.'),
  'topics': _('Browse all topics'),
  'failed': _('Something went wrong'),
  'ask': _('What do you need help with?'),
  'how': _('Type a few words or a whole question.'),
}|tojson }}"""
_COUNTS = """{% for num in range(51) %}{{ ngettext('%(num)s result', '%(num)s results', num) }}
{% endfor %}"""


def search_words(app: Flask, language: str) -> dict[str, Any]:
    """What the search in the browser says, in the interface of a page in ``language``."""
    with app.test_request_context(f"/{language}/search"):
        app.preprocess_request()
        words: dict[str, Any] = json.loads(render_template_string(_WORDS))
        words["counts"] = [line for line in render_template_string(_COUNTS).split("\n") if line]
    return words


def with_search(content: bytes, language: str, words: dict[str, Any], home: str) -> bytes:
    """The search page as one that searches by itself; ``home`` is the link to the home page."""
    tree = page_tree(content)
    results = tree.get_element_by_id("results")
    for beside in [one for one in results.getparent() if one is not results and one.tag not in ("h1", "form")]:
        beside.drop_tree()  # that the server's search is starting, or answers questions
    for inside in list(results):
        results.remove(inside)
    said = f"<h2>{escape(words['ask'])}</h2><p>{escape(words['how'])}</p>"
    results.append(fragment_fromstring(f'<section class="empty">{said}</section>'))
    results.set("data-language", language)
    results.set("data-direction", direction(language))
    results.set("data-words", json.dumps({**words, "home": home}, ensure_ascii=False))
    body = tree.find("body")
    body.append(body.makeelement("script", {"type": "module", "src": "/static/search/static_search.js"}))
    return page_text(tree)


def redirect_page(title: str, link: str, canonical: str, language: str) -> str:
    """A page at an old address: it leads on by itself, and says where to where it does not."""
    named = f'<link rel="canonical" href="{escape(canonical)}">\n' if canonical else ""
    return (
        f"{_head(language, title)}"
        f'<meta name="robots" content="noindex">\n{named}<meta http-equiv="refresh" content="0; url={escape(link)}">\n'
        f'</head>\n<body>\n<p><a href="{escape(link)}">{escape(title)}</a></p>\n</body>\n</html>\n'
    )


def start_page(name: str, homes: dict[str, str], default: str) -> str:
    """The page of the folder itself: it leads to the home page in a language of the browser, else in the ``default``;
    ``homes`` are the links to them.
    """
    items = "\n".join(
        f'<li><a href="{escape(link)}" lang="{code}" hreflang="{code}"><bdi>{escape(native_name(code))}</bdi></a></li>'
        for code, link in homes.items()
    )
    return (
        f'{_head(default, name)}<script src="start.js"></script>\n'
        f'<noscript><meta http-equiv="refresh" content="0; url={escape(homes[default])}"></noscript>\n'
        f"</head>\n<body>\n<h1>{escape(name)}</h1>\n<ul>\n{items}\n</ul>\n</body>\n</html>\n"
    )


def start_script(homes: dict[str, str], default: str) -> str:
    """Leads on from there: to what was chosen in this browser before, else to what it asks for."""
    told = json.dumps(homes, ensure_ascii=True)
    return (
        f"(() => {{\nconst homes = {told};\n"
        "const chosen = /(?:^|; )language=([\\w-]+)/.exec(document.cookie)?.[1];\n"
        "const asked = [chosen, ...navigator.languages].filter(Boolean);\n"
        "const wanted = asked.flatMap((code) => [code, code.split('-')[0]]);\n"
        f"location.replace(homes[wanted.find((code) => code in homes) ?? {json.dumps(default)}]);\n}})();\n"
    )


def _head(language: str, title: str) -> str:
    """The beginning of a small page, up to what is its own in its head."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction(language)}">\n'
        '<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
    )
