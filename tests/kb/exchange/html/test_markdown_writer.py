"""HTML of help centres as Markdown that our reader shows as it was."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.exchange.html.cleaning import clean, original_tree
from kb.exchange.html.comparison import compare, without_titles, words_of_tree
from kb.exchange.html.markdown_writer import markdown_of
from kb.markdown.html_tree import parse
from kb.markdown.render import to_html

GRID = "| A | B\\|C |\n| --- | --- |\n| 1<br>2 | 3 |"


def written(markup: str, *wanted: str) -> str:
    return markdown_of(clean(markup, frozenset(wanted)).tree).strip()


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<h2>One</h2><p>Two <b>three</b> <i>four</i></p>", "## One\n\nTwo **three** *four*"),
        ("<p>a<br>b</p><hr><p>c</p>", "a  \nb\n\n***\n\nc"),
        ('<p><a href="x.md">a [b]</a></p>', "[a \\[b\\]](x.md)"),
        ('<p><a href="https://a.example/x">https://a.example/x</a></p>', "<https://a.example/x>"),
        ('<p><img src="a b(1).png" alt="A key" width="300px"></p>', "![A key](<a%20b(1).png>){width=300}"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<ol start="3"><li>a</li><li>b<p>c</p></li></ol>', "3. a\n4. b\n\n   c"),
        ("<ol><li>a<ol><li>b</li></ol></li></ol>", "1. a\n   1. b"),
        ('<pre><code class="language-bash">ls | wc\n\nx</code></pre>', "```bash\nls | wc\n\nx\n```"),
        ("<pre>a\n```\nb</pre>", "````\na\n```\nb\n````"),
        ("<p><code>a`b</code> <kbd>Ctrl</kbd></p>", "`` a`b `` <kbd>Ctrl</kbd>"),
        (
            "<table><tr><th>A</th><th>B|C</th></tr><tr><td>1<br>2</td><td>3</td></tr></table>",
            GRID,
        ),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "|  |  |\n| --- | --- |\n| 1 | 2 |"),
        ("<dl><dt>Term</dt><dd>Its meaning</dd></dl>", "Term\n:   Its meaning"),
        ("<p>H<sub>2</sub>O, <s>no</s>, <mark>yes</mark></p>", "H<sub>2</sub>O, ~~no~~, <mark>yes</mark>"),
        ("<details><summary>More</summary><p>a</p></details>", "<details>\n<summary>More</summary>\n\na\n\n</details>"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<p><b>Note:</b>x</p>", "<strong>Note:</strong>x"),
        ("<p>1. no list</p><p># no heading</p><p>snake_case</p>", "1\\. no list\n\n\\# no heading\n\nsnake_case"),
        ("<div><p>&nbsp;</p><p>a</p></div>", "a"),
        ("<p><span style='color:red'>a</span><script>x()</script></p>", "a"),
    ],
)
def test_each_element_becomes_what_the_guide_for_editors_has_for_it(markup: str, markdown: str) -> None:
    assert written(markup) == markdown


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<div class="callout callout-warning"><p>x</p></div>', "WARNING"),
        ('<section class="callout-red">x</section>', "DANGER"),
        ('<div class="confluence-information-macro confluence-information-macro-tip"><p>x</p></div>', "TIP"),
        ('<div class="fd-callout fd-callout--idea">x</div>', "TIP"),
        ('<p class="note">x</p>', "NOTE"),
        ('<div class="alert alert-info"><p>x</p></div>', "INFO"),
        ('<div class="callout"><div class="callout-warning"><p>x</p></div></div>', "NOTE"),
    ],
)
def test_boxes_become_callouts(markup: str, kind: str) -> None:
    assert written(markup) == f"> [!{kind}]\n> x"


def test_a_film_becomes_a_link_that_is_known_as_one() -> None:
    found = clean('<p>a</p><iframe src="//www.youtube.com/embed/abc" title="Descale it"></iframe>')
    assert markdown_of(found.tree) == "a\n\n[Descale it](https://www.youtube.com/watch?v=abc)\n"
    assert found.added == ["Descale it"]


def test_a_table_that_has_no_pipes_stays_html_without_what_nobody_needs() -> None:
    rows = '<tr><td colspan="2" onclick="z">a</td></tr><tr><td>1</td><td><ul><li>b</li></ul></td></tr>'
    markup = f'<table style="x" class="y">{rows}</table>'
    assert written(markup).startswith('<table><tbody><tr><td colspan="2">a</td></tr><tr><td>1</td>')


def test_only_anchors_that_a_link_names_are_kept() -> None:
    markup = '<h2 id="h_1">One</h2><h2 id="h_2">Two</h2><p id="p">x</p><a name="old"></a>'
    assert written(markup, "h_2", "old") == '## One\n\n## Two {#h_2}\n\nx\n\n<a id="old"></a>'


def test_number_signs_at_the_end_of_a_heading_are_words_of_it() -> None:
    assert written("<h2>Notes in C #</h2><h3>Floor ##</h3>") == "## Notes in C \\#\n\n### Floor \\##"
    assert all(to_html(written(f"<h2>{words} #</h2>")).strip().endswith(" #</h2>") for words in ("a", "!!!", ":::"))


SIGNS = "\\`*_[](){}<>#+-.!|~=:;^$%&@/\"' \u200cab1لا"
PIECES = ["::: ", "1. ", "{{", "{%", "[[x]]", "!!! note", '=== "A"', "<b>", "&amp;", "- "]
TEXTS = st.lists(st.sampled_from([*SIGNS, *PIECES]), max_size=12).map("".join)
BLOCKS = ["<p>{}</p>", "<ul><li>{}</li></ul>", "<h2>{}</h2>", "<blockquote>{}</blockquote>", "<p>a <b>{}</b> c</p>"]
BLOCKS += ["<table><tr><td>{}</td></tr></table>", "<pre>{}</pre>", '<p><a href="x">{}</a></p>']
PLACES = st.sampled_from(BLOCKS)


@given(TEXTS, PLACES)
def test_whatever_signs_a_text_has_a_reader_sees_the_same_words(text: str, place: str) -> None:
    markup = place.format(escape(text))
    cleaned = clean(markup)
    shown = without_titles(parse(to_html(markdown_of(cleaned.tree))))
    assert not compare(words_of_tree(original_tree(markup)), words_of_tree(shown), cleaned.added)


def test_blank_lines_in_code_stay_and_elsewhere_are_one() -> None:
    assert written("<pre>a\n\n\n`b`\n\n\nc</pre><div><div></div><p>x</p></div>") == "```\na\n\n\n`b`\n\n\nc\n```\n\nx"
    assert written("<blockquote><pre>a\n\n\nb</pre></blockquote>") == "> ```\n> a\n>\n>\n> b\n> ```"
