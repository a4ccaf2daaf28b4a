"""Markdown to safe HTML with sections, contents and anchors."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from kb.markdown.render import render, sanitise
from tests.kb.conftest import a_catalog, an_article, render_body, show, tree_of, words

PERSIAN = {"Note": "نکته", "Warning": "هشدار"}


class TestBlocks:
    def test_a_table_scrolls_in_a_box_the_keyboard_reaches_and_its_heads_have_a_scope(self) -> None:
        box = show("| a | b |\n|:--|--:|\n| 1 | `2` |").find("div")
        assert (box.get("class"), box.get("tabindex")) == ("table-scroll", "0")
        assert [(words(th), th.get("scope")) for th in box.iter("th")] == [("a", "col"), ("b", "col")]
        assert [words(td) for td in box.iter("td")] == ["1", "2"]

    def test_a_table_right_below_a_paragraph_is_a_table(self) -> None:
        assert show("Sizes:\n| a | b |\n|---|---|\n| 1 | 2 |").find(".//table") is not None

    def test_fenced_code_keeps_its_language_and_every_character(self) -> None:
        code = show("```html\n<b>&amp;</b>  {{ x }}\n```").find("pre/code")
        assert (code.text, code.get("class")) == ("<b>&amp;</b>  {{ x }}", "language-html")

    def test_a_footnote_leads_down_and_back(self) -> None:
        tree = show("Text.[^why]\n\n[^why]: Because.")
        reference, back = tree.find(".//sup/a"), tree.find(".//li//a")
        assert tree.get_element_by_id(reference.get("href")[1:]).tag == "li"
        assert tree.get_element_by_id(back.get("href")[1:]).tag == "sup"

    def test_footnotes_are_numbered_as_they_are_read_and_one_that_nothing_names_comes_last(self) -> None:
        body = "One[^x].\n\n- Two[^y]\n  - Three[^z]\n\n> Four[^q], and two again[^y].\n\n"
        tree = show(body + "".join(f"[^{name}]: Note {name}.\n\n" for name in "nqzyx"))
        assert [words(reference) for reference in tree.iterfind(".//sup/a")] == ["1", "2", "3", "4", "2"]
        notes = tree.find(".//div/ol")
        assert [words(item)[:6] for item in notes] == ["Note x", "Note y", "Note z", "Note q", "Note n"]
        assert [notes[number].find(".//a").get("title") for number in range(5)] == ["↩ 1", "↩ 2", "↩ 3", "↩ 4", "↩ 5"]

    @pytest.mark.parametrize("checked", ["x", "X"])
    def test_a_task_list_has_marks_instead_of_boxes_nobody_can_tick(self, checked: str) -> None:
        tree = show(f"- [ ] open\n- [{checked}] done")
        assert [words(item) for item in tree.iter("li")] == ["☐ open", "☑ done"]
        assert tree.find(".//input") is None

    def test_tabs_are_shown_one_below_the_other_under_their_names(self) -> None:
        tabs = show('=== "Windows"\n    One.\n\n=== "macOS"\n    - Two.').find("div")
        assert [words(child) for child in tabs] == ["Windows", "One.", "macOS", "Two."]
        assert tabs[0].get("class") == "tab-name"
        assert show('=== "A"\n    x').find(".//input") is None

    def test_definition_lists_abbreviations_and_deletions_are_understood(self) -> None:
        tree = show("Term\n: Meaning of HTML\n\n~~gone~~\n\n*[HTML]: Language")
        assert words(tree.find("dl/dd")) == "Meaning of HTML"
        assert tree.find(".//abbr").get("title") == "Language"
        assert words(tree.find(".//del")) == "gone"

    def test_bare_addresses_are_links(self) -> None:
        assert show("See https://example.com/a?b=c.").find(".//a").get("href") == "https://example.com/a?b=c"

    def test_a_body_beyond_the_parser_is_shown_as_plain_text(self) -> None:
        tree = show("<div>" * 400 + "\n\nDeep & <b>")
        assert tree.find("pre") is not None
        assert words(tree).endswith("Deep & <b>")


class TestCallouts:
    @pytest.mark.parametrize(
        ("markdown", "kind"),
        [
            ("!!! note\n    Inside.", "note"),
            ("> [!NOTE]\n> Inside.", "note"),
            ("> [!WARNING]\n> Inside.", "warning"),
            (":::caution\nInside.\n:::", "caution"),
        ],
    )
    def test_every_way_to_write_them_gives_the_same_box(self, markdown: str, kind: str) -> None:
        box = show(markdown).find("div")
        assert box.get("class") == f"admonition {kind}"
        assert box[0].get("class") == "admonition-title"
        assert words(box[1]) == "Inside."

    @pytest.mark.parametrize(
        ("kind", "title"),
        [("note", "Note"), ("info", "Note"), ("tip", "Tip"), ("hint", "Tip"), ("important", "Important")]
        + [("warning", "Warning"), ("caution", "Warning"), ("danger", "Danger"), ("example", "Example")],
    )
    def test_a_title_that_was_left_to_us_says_the_kind(self, kind: str, title: str) -> None:
        assert words(show(f"!!! {kind}\n    Inside.").find("div")[0]) == title

    def test_an_own_title_stays(self) -> None:
        assert words(show('!!! note "Mind the gap"\n    Inside.').find("div")[0]) == "Mind the gap"

    @pytest.mark.parametrize(("mark", "is_open"), [("???", False), ("???+", True)])
    def test_folded_ones_are_details(self, mark: str, is_open: bool) -> None:
        details = show(f"{mark} tip\n    Inside.").find("details")
        assert (words(details.find("summary")), details.get("open") is not None) == ("Tip", is_open)

    def test_titles_are_in_the_language_of_the_article(self) -> None:
        article = an_article(language="fa", body='!!! note\n    x\n\n??? warning\n    y\n\n!!! note "Note well"\n    z')
        markup = render(article, a_catalog(article), translate=lambda word: PERSIAN.get(word, word)).html
        assert "نکته" in markup
        assert "هشدار" in markup
        assert "Note well" in markup

    def test_search_does_not_read_titles_that_nobody_wrote(self) -> None:
        article = an_article(body='!!! warning\n    one\n\n??? tip\n    two\n\n!!! note "Note well"\n    three')
        (section,) = render(article, a_catalog(article)).sections
        assert " ".join(section.blocks) == "one two Note well three"


class TestHeadings:
    def test_anchors_are_the_words_in_every_script(self) -> None:
        body = "## Reset it!\n\n## بازیابی می‌شود\n\n## Über Straße\n\n## A/B & `code`"
        assert [heading.get("id") for heading in show(body).iter("h2")] == [
            "reset-it",
            "بازیابی-می‌شود",
            "über-straße",
            "ab-code",
        ]

    def test_equal_headings_get_numbers(self) -> None:
        ids = [heading.get("id") for heading in show("## A\n\n## A\n\n## A 2\n\n## A\n\n## !\n\n## ?").iter("h2")]
        assert ids == ["a", "a-2", "a-2-2", "a-3", "section", "section-2"]

    def test_an_own_id_stays_and_is_not_given_twice(self) -> None:
        assert [h.get("id") for h in show("## Own {#b}\n\n## B").iter("h2")] == ["b", "b-2"]

    def test_where_the_text_uses_the_first_level_every_heading_makes_room(self) -> None:
        tree = show("# A\n\n## B\n\n##### E\n\n###### F")
        assert [(heading.tag, words(heading)) for heading in tree] == [
            ("h2", "A"),
            ("h3", "B"),
            ("h6", "E"),
            ("h6", "F"),
        ]

    def test_otherwise_levels_stay(self) -> None:
        assert [heading.tag for heading in show("## A\n\n#### B")] == ["h2", "h4"]

    def test_contents_list_the_second_and_third_level(self) -> None:
        contents = render_body("## A\n\n### B\n\n#### C\n\n## D *e*").contents
        assert [(section.level, section.heading, section.anchor) for section in contents] == [
            (2, "A", "a"),
            (3, "B", "b"),
            (2, "D e", "d-e"),
        ]

    def test_every_place_a_link_can_lead_to_is_an_anchor(self) -> None:
        body = '## A\n\nText. {: #mine }\n\nPara.\n{: #para}\n\n<a name="old"></a>\n\n<span id="raw">x</span>'
        assert {"a", "para", "old", "raw"} <= render_body(body).anchors
        assert tree_of(render_body(body).html).get_element_by_id("old").tag == "a"


class TestSections:
    def test_text_is_cut_at_headings_and_read_in_blocks(self) -> None:
        body = "Intro.\n\n## Steps\n\n1. One\n2. Two **bold**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        body += "### End\n\n```sh\nls -l\n```"
        first, steps, end = render_body(body).sections
        assert (first.level, first.heading, first.anchor, first.blocks) == (1, "", "", ("Intro.",))
        assert (steps.heading, steps.anchor) == ("Steps", "steps")
        assert steps.blocks == ("One", "Two bold", "a | b", "1 | 2")
        assert (end.level, end.heading, end.blocks) == (3, "End", ("ls -l",))

    def test_nested_items_are_blocks_of_their_own_and_nothing_is_read_twice(self) -> None:
        (section,) = render_body("- a\n  - b\n\n    c\n- d\n\n> quoted\n\n!!! note\n    Inside.").sections
        assert section.blocks == ("a", "b", "c", "d", "quoted", "Note", "Inside.")

    def test_pictures_are_read_by_their_alternative_text(self) -> None:
        (section,) = render_body("Press ![the red button](https://x.example/a.png) now.").sections
        assert section.blocks == ("Press the red button now.",)

    def test_what_only_describes_pictures_is_told_from_what_the_article_says(self) -> None:
        shown = "![The lid](https://x.example/a.png)"
        alone = f"{shown}\n\n[{shown}](https://x.example)\n\n![Lost](lost.png)\n\n"
        body = f"{alone}Lift {shown} up.\n\n- {shown}\n- Close it."
        (section,) = render_body(body).sections
        assert section.blocks == ("The lid", "The lid", "Lost", "Lift The lid up.", "The lid", "Close it.")
        assert set(section.pictured) == {"The lid", "Lost"}

    def test_scripts_comments_and_footnote_marks_are_not_read(self) -> None:
        body = "One[^1] two.<script>evil()</script><style>p{}</style><!-- hidden -->\n\n[^1]: Note."
        text = " ".join(block for section in render_body(body).sections for block in section.blocks)
        assert text.split() == ["One", "two.", "Note."]


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<p onclick='alert(1)'>x</p>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:y onload=alert(1)//>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa&#10;ScRiPt:alert(1)'>x</a>",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a class='footnote-ref' href='javascript:alert(1)'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<form action='https://evil.example'><input name=password><button>Go</button></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](<java script:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "## x {: onclick=alert(1) }",
    "Text.\n{: onmouseover=alert(1) style=color:red }",
    "```js onload=alert(1)\nx\n```",
    "<details ontoggle=alert(1) open>x</details>",
    "<p markdown='1' onclick=alert(1)>[x](javascript:alert(1))</p>",
    "`<script>alert(1)</script>`",
    '!!! note "<script>alert(1)</script>"\n    x',
    '=== "<img src=x onerror=alert(1)>"\n    x',
]
DANGEROUS_TAGS = frozenset(
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "form",
        "input",
        "button",
        "base",
        "meta",
        "link",
        "template",
        "noscript",
    ]
)


CONTROLS_AND_BLANK = "".join(map(chr, range(0x21)))


def dangers(markup: str) -> list[str]:
    """Whatever in ``markup`` could run, load or restyle something."""
    found = []
    for element in tree_of(markup).iter():
        if not isinstance(element.tag, str):
            found.append("comment")
        elif element.tag in DANGEROUS_TAGS:
            found.append(element.tag)
        for name, value in element.attrib.items():
            # As browsers read it (WHATWG URL, 4.4): a blank inside a scheme makes it a path, so that is harmless.
            address = re.sub(r"[\t\n\r]", "", value.strip(CONTROLS_AND_BLANK)).lower()
            if name.startswith("on") or name in ("style", "srcdoc", "action", "formaction"):
                found.append(name)
            if name in ("href", "src") and address.startswith(("javascript:", "data:", "vbscript:")):
                found.append(value)
    return found


class TestSafety:
    @pytest.mark.parametrize("body", HOSTILE)
    def test_nothing_an_author_writes_runs(self, body: str) -> None:
        assert dangers(render_body(f"Before.\n\n{body}\n\nAfter.").html) == []

    @pytest.mark.parametrize("body", HOSTILE)
    def test_the_sanitiser_alone_would_do(self, body: str) -> None:
        assert dangers(sanitise(body)) == []

    def test_the_check_itself_sees_dangers(self) -> None:
        for markup in (
            "<p onclick=x>",
            "<a href=' java\tscript:x'>",
            "<a href='\x01javascript:x'>",
            "<svg></svg>",
            "<p style=x>",
            "<!-- x -->",
        ):
            assert dangers(markup)

    def test_harmless_html_stays(self) -> None:
        kept = '<kbd>Ctrl</kbd> <mark>new</mark> <span dir="rtl" lang="fa">سلام</span> H<sub>2</sub>O<br>'
        assert words(tree_of(kept)) == words(show(kept))
        for tag in ("kbd", "mark", "sub", "br"):
            assert show(kept).find(f".//{tag}") is not None
        assert show(kept).find(".//span").get("dir") == "rtl"

    def test_words_of_what_is_taken_away_stay_save_for_scripts(self) -> None:
        assert words(show("<form>Ask <button>us</button></form><script>no</script>")) == "Ask us"


MARKS = (
    ["\n", "\n\n", "# ", "- ", "1. ", "    ", "> ", "```", "~~~", "|---|---|\n", "a | b\n", "[^1]", "[^1]: ", "[a](b)"]
    + ["[a](javascript:x)", "![a](x)", "<div>", "</div>", "<details>", "<script>", "</script>", "<svg onload=x>"]
    + ["<img src=x onerror=y>", "<p markdown=1>", "<!--", "-->", "!!! note\n", '=== "T"\n', ":::tip\n", ":::\n", "{% a"]
    + ["%}", "{#x}", "{: onclick=x }", "*[A]: b\n", "**", "_", "`", "\\", "&#x6A;", "http://a.b", "[ ] ", "a", "پ", '"']
)


@settings(max_examples=150)
@given(
    st.one_of(
        st.lists(st.sampled_from(MARKS), max_size=25).map("".join),
        st.text(st.characters(exclude_categories=["C"]), max_size=80),
    )
)
def test_any_text_renders_to_harmless_html(body: str) -> None:
    assert dangers(render_body(body).html) == []


@pytest.mark.slow
@settings(max_examples=3000, deadline=None)
@given(st.lists(st.sampled_from([*MARKS, *HOSTILE]), max_size=30).map("".join))
def test_many_more_texts_render_to_harmless_html(body: str) -> None:
    assert dangers(render_body(body).html) == []


def test_threads_do_not_mix_their_articles() -> None:
    def headings(number: int) -> list[str]:
        body = f"## H{number}\n\n[^1]\n\n[^1]: note {number}\n\n*[A{number}]: b"
        return [words(element) for element in html.fragments_fromstring(render_body(body).html)[:1]]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(headings, range(40))) == [[f"H{number}"] for number in range(40)]


def test_one_article_leaves_no_trace_in_the_next() -> None:
    show("[^1]\n\n[^1]: note\n\n*[HTML]: x\n\n[ref]: https://example.com\n\n## A")
    tree = show("HTML [ref] [^1]\n\n## A")
    assert words(tree.find("p")) == "HTML [ref] [^1]"
    assert tree.find("h2").get("id") == "a"


@pytest.mark.parametrize("place", ["[a](https://x.example/{})", '<a href="https://x.example/{}">a</a>', "a {}"])
@pytest.mark.parametrize("sign", ["&#1;", "&#x1f;", "&#11;", "\x01"])
def test_signs_that_nobody_sees_are_taken_out_and_the_article_is_shown(place: str, sign: str) -> None:
    shown = render_body(f"{place.format(sign)} and **bold**").html
    assert "<strong>bold</strong>" in shown
    assert not set(map(chr, (*range(9), 11, 12, *range(14, 32)))) & set(shown)
