"""Which heading is the title, whatever stands above it that nobody reads."""

from __future__ import annotations

import pytest

from kb.library.headings import title_heading


@pytest.mark.parametrize(
    "body",
    [
        "# Pay an invoice",
        "<!-- markdownlint-disable MD041 -->\n\n# Pay an invoice",
        "<!--\nowner: billing\n\nkeep in step with the form\n-->\n# Pay an invoice",
        "{/* for translators */}\n\n# Pay an invoice",
        "[![Build](https://ci.example/b.svg)](https://ci.example) ![Docs](d.svg)\n\n# Pay an invoice",
        "![A banner](img/banner(1).png)\n# Pay an invoice",
        '<p align="center">\n  <img src="logo.png">\n</p>\n\n# Pay an invoice',
        '<a id="top"></a>\n# Pay an invoice',
        "<Hero\n  image='x.png'\n  wide\n/>\n\n# Pay an invoice",
        "<Layout>\n<Head>\n<title>Invoices</title>\n</Head>\n\n# Pay an invoice",
        "import {\n  Steps,\n} from '@theme/steps';\n\n# Pay an invoice",
        "[form]: forms/pay.md\n\n# Pay an invoice",
        "{% include banner.html\n   kind='info' %}\n# Pay an invoice",
        "[TOC]\n\n# Pay an invoice",
        "   # Pay an *invoice* ##",
        "# Pay an invoice {#pay}",
        "# [Pay](pay.md) an `invoice`",
        "Pay an invoice\n===",
        "Pay an\ninvoice\n=======",
        "<h1 align='center'>\n  Pay <b>an</b> invoice\n</h1>",
    ],
)
def test_the_title_is_found_below_what_no_reader_sees(body: str) -> None:
    heading = title_heading(body.split("\n"))
    assert heading is not None
    assert heading.text == "Pay an invoice"


@pytest.mark.parametrize(
    "body",
    [
        "Some words.\n\n# Later",
        "<p>Some words.</p>\n\n# Later",
        "## A section\n\n# Later",
        "- item\n===",
        "> quote\n===",
        "    # code",
        "Words\n---\n\n# Later",
        "```\n# a comment\n```",
        "<!-- never closed\n\n# Later",
        "<!-- a --> words\n# Later",
        "| a |\n===",
        "#hashtag",
        "# ",
        "",
    ],
)
def test_a_heading_below_text_or_of_another_level_is_no_title(body: str) -> None:
    assert title_heading(body.split("\n")) is None


def test_it_tells_the_lines_of_the_heading_alone() -> None:
    heading = title_heading(["<!-- a -->", "", "Pay", "an invoice", "==", "Text."])
    assert heading is not None
    assert (heading.first, heading.last) == (2, 4)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Terms &amp; conditions", "Terms & conditions"),
        ("Caf&eacute; &#8212; hours", "Café — hours"),
        ("AT&T &co; x", "AT&T &co; x"),
        ("Set `KB_DATA_DIR` or snake_case_names", "Set KB_DATA_DIR or snake_case_names"),
        ("Open <path> or <b>bold</b>", "Open <path> or bold"),
        ("5 \\* 3 * 2", "5 * 3 * 2"),
        ("A `&amp;` stays", "A &amp; stays"),
        ("Bell &#7;&#0; end", "Bell end"),
    ],
)
def test_a_title_has_characters_and_no_markup(written: str, read: str) -> None:
    heading = title_heading([f"# {written}"])
    assert heading is not None
    assert heading.text == read


@pytest.mark.parametrize(
    "line", ["![" * 300_000, "<" * 300_000, "`" * 300_000, "[a](" * 100_000, "# " + "*a" * 100_000, "_a " * 100_000]
)
def test_hostile_lines_are_no_work(line: str) -> None:
    title_heading([line, "# Later"])


def test_a_function_of_mdx_above_the_title_hides_it_not() -> None:
    body = "import A from './a'\n\nexport const Go = () => {\n  run({ a: 1 })\n\n  return <></>\n}\n\n# Title\n\nText."
    found = title_heading(body.split("\n"))
    assert found is not None
    assert (found.text, found.first) == ("Title", 8)
