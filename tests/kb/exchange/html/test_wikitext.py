"""Wikitext as HTML."""

# ruff: noqa: E501 - samples as they are written
from __future__ import annotations

import re

import pytest

from kb.exchange.html.wikitext import Wikitext

WIKI = Wikitext(lambda title: f"/wiki/{title.replace(' ', '_')}")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One\ntwo</p>\n<p>three</p>"),
        ("== Head ==\nx", "<h2>Head</h2>\n<p>x</p>"),
        ("'''b''' ''i'' '''''c'''''", "<p><b>b</b> <i>i</i> <b><i>c</i></b></p>"),
        ("* a\n** b\n* c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("# a\n#* b\n# c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("; term : meaning\n: more", "<dl><dt>term</dt><dd>meaning</dd><dd>more</dd></dl>"),
        ("[[Pay now|pay]]s [[Pay now#By card]]", '<p><a href="/wiki/Pay_now">pays</a> <a href="/wiki/Pay_now#By_card">Pay now#By card</a></p>'),
        ("[https://a.example a b] https://b.example.", '<p><a href="https://a.example">a b</a> <a href="https://b.example">https://b.example</a>.</p>'),
        ("[[File:My box.png|thumb|300px|alt=Box|The ''box'']]", '<p><img src="My_box.png" alt="Box" width="300">The <i>box</i></p>'),
        (" code\n  more\nx", "<pre>code\n more</pre>\n<p>x</p>"),
        ("<nowiki>'''a''' {{b}}</nowiki>", "<p>'''a''' {{b}}</p>".replace("'", "&#x27;")),
        ('<syntaxhighlight lang="bash">ls <a></syntaxhighlight>', '<pre><code class="language-bash">ls &lt;a&gt;</code></pre>'),
        ("{| class=x\n|+ Cap\n! A !! B\n|-\n| 1 || style=x | 2\n|-\n| colspan=2 | 3\n* a\n|}", "<table><caption> Cap</caption><tr><th> A </th><th> B</th></tr><tr><td> 1 </td><td> 2</td></tr><tr><td colspan=\"2\"><p> 3</p>\n<ul><li>a</li></ul></td></tr></table>"),
        ("a<ref>Source</ref> b", "<p>a<sup>[1]</sup> b</p>\n<ol><li>Source</li></ol>"),
        ("{{Warning|Hot ''stuff''}}", '<div class="callout callout-warning"><p>Hot <i>stuff</i></p></div>'),
        ("a <!-- b --> c __NOTOC__", "<p>a  c </p>"),
        ("<math>\\bar{a}\n < b''</math> <chem>H2O</chem>", "<p><code>\\bar{a} &lt; b&#x27;&#x27;</code> <code>H2O</code></p>"),
        ("a<nowiki/>b <nowiki>''c''</nowiki>", "<p>a<nowiki/>b &#x27;&#x27;c&#x27;&#x27;</p>"),
        ("[https://a.example?b=1&c=2] https://a.example?b&amp;c", '<p><a href="https://a.example?b=1&amp;c=2">https://a.example?b=1&amp;c=2</a> <a href="https://a.example?b&amp;c">https://a.example?b&amp;c</a></p>'),
        ('[[A#The "big" one]]', '<p><a href="/wiki/A#The_big_one">A#The &quot;big&quot; one</a></p>'),
        ("---- \nAT&T &amp; &lt;", "<hr>\n<p>AT&amp;T &amp; &lt;</p>"),
    ],
)  # fmt: skip
def test_each_way_of_writing(text: str, html: str) -> None:
    found = WIKI.read(text, "Title").html
    assert "".join(found.split()) == "".join(html.split())


def test_categories_are_taken_out_and_templates_stay_and_are_named() -> None:
    page = WIKI.read("x {{Infobox|a={{Inner|b}}}} [[Category:Orders]] [[:Category:All]]", "Title")
    assert page.categories == ["Orders"]
    assert page.templates == ["Inner", "Infobox"]
    assert "{{Infobox|a={{Inner|b}}}}" in page.html
    assert '<a href="/wiki/Category:All">Category:All</a>' in page.html


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 5_000,
        "[[" * 5_000,
        "'''" * 5_000,
        "{|\n" * 2_000,
        "*" * 5_000 + " x",
        "{{a|" * 500 + "}}" * 500,
        "= " * 3_000,
    ],
)
def test_what_never_ends_ends(text: str) -> None:
    assert isinstance(WIKI.read(text, "Title").html, str)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<nowiki>&#xE000;0&#xE001;</nowiki>", "0"),
        ("<pre>" + "&#xE000;0&#xE001;" * 8 + "</pre>", "0" * 8),
        ("<nowiki>&#xE000;999&#xE001;</nowiki>", "999"),
        ("[[&#xE002;999&#xE001;]]", "999"),
        ("[[A <nowiki>b</nowiki>]]", "A b"),
        ("{{PAGENAME}}", "7 Title"),
    ],
)
def test_a_text_does_not_make_marks_of_its_own(text: str, words: str) -> None:
    assert re.sub("<[^<>]*>", "", WIKI.read(text, "\ue0007\ue001 Title").html).strip() == words
