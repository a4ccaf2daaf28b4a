"""Texts as books have them: each rule is one that ``epubcheck`` said was broken."""

from __future__ import annotations

import pytest
from lxml import etree, html

from kb.exchange.outward.xhtml import close_links, fit


def tree_of(text: str) -> html.HtmlElement:
    return html.fragment_fromstring(text, create_parent="div")


def written(tree: html.HtmlElement) -> str:
    return etree.tostring(tree, encoding="unicode").removeprefix("<div>").removesuffix("</div>")


@pytest.mark.parametrize(
    ("text", "fitted"),
    [
        ('<p id="a">x</p><p id="a">y</p>', '<p id="a">x</p><p>y</p>'),
        ('<p id="two words">x</p>', "<p>x</p>"),
        ("<p><tt>a</tt><strike>b</strike><big>c</big></p>", "<p><code>a</code><s>b</s><span>c</span></p>"),
        ("<center>x</center>", "<div>x</div>"),
        ("<span>a<center>x</center></span>", "<div>a<div>x</div></div>"),
        ("<ul><p>a</p><li>b</li> c</ul>", "<ul><li><p>a</p></li><li>b</li><li> c</li></ul>"),
        ("<ol>a<li>b</li></ol>", "<ol><li>a</li><li>b</li></ol>"),
        ("<div><li>a</li></div>", "<div><div>a</div></div>"),
        ("<p><a>a</a></p>", "<p><span>a</span></p>"),
        ('<p><img src="a.png" width="30%"/></p>', '<p><img src="a.png" style="width: 30%"/></p>'),
        ('<p><img src="a.png" width="40"/></p>', '<p><img src="a.png" width="40"/></p>'),
        ("<pre>a</pre>", '<pre dir="ltr">a</pre>'),
        ("<details>a</details>", "<div>a</div>"),
        ("<details open><summary>a</summary>b</details>", '<details open="open"><summary>a</summary>b</details>'),
        (
            '<table><tr><td colspan="0" align="right">a</td></tr></table>',
            '<table><tr><td style="text-align: right">a</td></tr></table>',
        ),
        ('<p lang="not a language" dir="up">x</p>', "<p>x</p>"),
        ('<p data-x="1"><span lang="ar" dir="rtl">x</span></p>', '<p><span lang="ar" dir="rtl">x</span></p>'),
        ('<video src="a.mp4" title="The film"></video>', "<em>The film</em>"),
    ],
)
def test_what_html_no_longer_has_becomes_what_it_has_and_nothing_that_is_said_is_lost(text: str, fitted: str) -> None:
    tree = tree_of(text)
    fit(tree)
    assert written(tree) == fitted


def test_links_lead_to_places_that_are_there_else_to_the_chapter_else_they_are_words() -> None:
    one = tree_of(
        '<p><a href="#here" id="here">a</a><a href="#nowhere">b</a><a href="two.xhtml#caf%C3%A9">c</a>'
        '<a href="two.xhtml#gone">d</a><a href="other/file.md">e</a><a href="https://far.example/#x">f</a></p>'
    )
    close_links({"one": one, "two": tree_of('<h2 id="café">x</h2>')})
    assert written(one) == (
        '<p><a href="#here" id="here">a</a>b<a href="two.xhtml#caf%C3%A9">c</a>'
        '<a href="two.xhtml">d</a>e<a href="https://far.example/#x">f</a></p>'
    )
