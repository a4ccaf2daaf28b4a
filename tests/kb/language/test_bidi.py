"""What runs from left to right keeps together in articles that run from right to left."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from kb.language.bidi import isolate_runs, isolated_text, isolated_title, text_in_lines
from kb.markdown.html_tree import parse, serialise
from kb.markdown.render import render
from tests.kb.conftest import a_catalog, an_article, tree_of, words


def isolated(markup: str, language: str = "ar") -> str:
    tree = parse(markup)
    isolate_runs(tree, language)
    return serialise(tree)


@pytest.mark.parametrize(
    "run",
    [
        "SF-1234567",
        "help@sofra.example",
        "https://sofra.example/a?b=1",
        "+44 20 7946 0112",
        "24/7",
        "2026-11-22",
        "a_b.txt",
        "1500 W",
        "220–240 V",
        "1.7 l",
        "3 °C",
        "5\u00a0GHz",
        "2.4 GHz",
    ],
)
def test_codes_addresses_and_telephones_keep_their_order_and_are_not_broken(run: str) -> None:
    shown = run if run.startswith("+") else run.replace(" ", "\u00a0")
    assert isolated(f"<p>رقم {run}.</p>") == f'<p>رقم <bdi dir="ltr">{shown}</bdi>.</p>'


@pytest.mark.parametrize("run", ["12:30–14:00", "۸:۰۰–۲۰:۰۰", "10–12"])
def test_a_range_of_numbers_runs_with_the_text_so_that_the_first_is_read_first(run: str) -> None:
    assert isolated(f"<p>من {run}.</p>") == f'<p>من <bdi dir="rtl">{run}</bdi>.</p>'


@pytest.mark.parametrize(
    "markup",
    [
        "<p>سعر 4.90، و1,234</p>",
        "<p>خلال 30\u00a0DHL و 5\u00a0Watt</p>",
        "<p>Google Pay و AF350</p>",
        "<p>قهوه-ساز (چای)</p>",
        '<p><code>a-b</code> <kbd>c-d</kbd> <bdi>e-f</bdi> <span dir="ltr">g-h <b>i-j</b></span></p>',
        "<pre>a-b</pre>",
    ],
)
def test_what_needs_no_help_is_left_as_it_is(markup: str) -> None:
    assert isolated(markup) == markup


def test_a_long_run_may_break_at_the_end_of_a_line() -> None:
    address = "https://sofra.example/" + "long/" * 10 + "end"
    assert isolated(f"<p>{address}</p>") == f"<p><bdi>{address}</bdi></p>"


def test_the_words_around_and_between_stay_where_they_are() -> None:
    markup = "<p>ا A-1 ب <b>B-2 ج</b> د C-3 ه D-4</p>"
    assert words(tree_of(isolated(markup))) == words(tree_of(markup))
    assert isolated(markup).count("<bdi") == 4


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("<strong>2 cups</strong>", '<strong dir="ltr">2\u00a0cups</strong>'),
        ("<b>1 <i>cup</i></b>", '<b dir="ltr">1 <i>cup</i></b>'),
        ("<strong>2 أكواب cups</strong>", "<strong>2\u00a0أكواب cups</strong>"),
        ("<strong>12</strong>", "<strong>12</strong>"),
        ("<strong>Steam</strong>", "<strong>Steam</strong>"),
    ],
)
def test_the_number_in_the_name_of_a_button_stays_before_its_word(label: str, shown: str) -> None:
    assert isolated(f"<p>اضغط على {label}.</p>") == f"<p>اضغط على {shown}.</p>"


def test_an_article_is_shown_so_and_searched_as_it_was() -> None:
    article = an_article(language="fa", body="سفارش SF-1234567 با [SF-7](https://sofra.example/SF-7)")
    rendered = render(article, a_catalog(article))
    assert '<bdi dir="ltr">SF-1234567</bdi>' in rendered.html
    assert 'href="https://sofra.example/SF-7"' in rendered.html
    assert rendered.sections[0].blocks == ("سفارش SF-1234567 با SF-7",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("رمز 17-KT <b>", 'رمز <bdi dir="ltr">17-KT</bdi> &lt;b&gt;'),
        (Markup("KT-<mark>17</mark> <mark>ماء</mark>"), '<bdi dir="ltr">KT-<mark>17</mark></bdi> <mark>ماء</mark>'),
        (Markup("<mark>رمز 17</mark>-KT ا"), '<mark>رمز </mark><bdi dir="ltr"><mark>17</mark>-KT</bdi> ا'),
        (Markup("شركة <mark>AT&amp;T</mark>&#x27;"), 'شركة <bdi dir="ltr"><mark>AT&amp;T</mark></bdi>&#39;'),
    ],
)
def test_runs_with_marked_words_are_kept_together_and_everything_stays_escaped(text: str, expected: str) -> None:
    assert isolated_text(text, "ar") == expected


def test_a_text_from_left_to_right_keeps_its_marks_and_gets_nothing_more() -> None:
    assert isolated_text(Markup("Code <mark>KT-17</mark> &lt;"), "en") == "Code <mark>KT-17</mark> &lt;"
    assert isolated_text("KT-17 <b>", "ru") == "KT-17 &lt;b&gt;"


@pytest.mark.parametrize(
    ("text", "language", "around", "expected"),
    [
        ("Reset", "en", "en", "Reset"),
        ("رمز KT-17 من 8:00–9:00", "ar", "fa", "رمز KT-17 من 8:00–9:00"),
        ("هاتف +44 20 7946 0112", "ar", "ar", "هاتف \u2066+44 20 7946 0112\u2069"),
        ("Reset", "en", "ar", "\u2066Reset\u2069"),
        ("رمز", "ar", "ru", "\u2067رمز\u2069"),
        ("رمز", None, "en", "\u2067رمز\u2069"),
        ("17 kettle", None, "fa", "\u206617 kettle\u2069"),
        ("404", None, "fa", "404"),
    ],
)
def test_a_title_of_a_window_is_set_apart_by_characters_only_where_directions_meet(
    text: str, language: str | None, around: str, expected: str
) -> None:
    assert isolated_title(text, language, around) == expected


def test_a_paragraph_of_twenty_thousand_runs_takes_as_long_as_many_short_ones() -> None:
    """It took the square of that: half a minute, of every thread that serves."""
    tree = parse(f"<p>{'سلام a-1 <b>ب</b> و b-2 ' * 10_000}</p>")
    isolate_runs(tree, "fa")
    runs = [element.text for element in tree.iter("bdi")]
    assert runs == ["a-1", "b-2"] * 10_000
    assert words(tree).startswith("سلام a-1 ب و b-2 سلام a-1 ب")


@pytest.mark.parametrize(
    "run", ["SF-1234567", "e-mail", "CB-200", "AF-350-B", "X-ray", "10–12", "8:00–9:30", "+44 20 7946 0112"]
)
def test_in_a_text_from_left_to_right_codes_are_not_broken_either(run: str) -> None:
    assert isolated(f"<p>See {run}, now.</p>", "en") == f'<p>See <span class="unbroken">{run}</span>, now.</p>'
    assert isolated(f"<p>Код {run}</p>", "ru") == f'<p>Код <span class="unbroken">{run}</span></p>'


@pytest.mark.parametrize(
    "markup",
    [
        "<p>two-step sign-in, 9-10, 2026-11-22, well-known, a - b</p>",
        "<p><code>SF-1</code></p>",
        f"<p>A-{'1' * 40}</p>",
    ],
)
def test_words_with_hyphens_dates_and_long_codes_may_break(markup: str) -> None:
    assert isolated(markup, "en") == markup


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "Fill in 6.5 l at 8 bar, wait 10 minutes.", "Fill in 6.5_l at 8_bar, wait 10_minutes."),
        ("en", "10\nhours, 5 %, 90 °C, 12 €", "10_hours, 5_%, 90_°C, 12_€"),
        ("en", "See No. 4, p. 12, § 3; fig. 2.", "See No._4, p._12, §_3; fig._2."),
        ("ru", "Через 10 минут налейте 6,5 л (см. рис. 3, № 5).", "Через 10_минут налейте 6,5_л (см. рис._3, №_5)."),
        ("ar", "انتظر 10 دقائق", "انتظر 10_دقائق"),
        ("fa", "۱۰ دقیقه، ۶٫۵ لیتر", "۱۰_دقیقه، ۶٫۵_لیتر"),
        ("en", "E4 means: by 2026. Then 3, or 4-way and 7 counterrevolutionaries", ""),
    ],
)
def test_a_number_stays_with_what_it_counts(language: str, text: str, shown: str) -> None:
    assert isolated(f"<p>{text}</p>", language) == f"<p>{(shown or text).replace('_', chr(0xA0))}</p>"
    assert isolated(f"<p><b>i</b> {text}</p>", language).endswith(f"{(shown or text).replace('_', chr(0xA0))}</p>")


def test_numbers_are_searched_and_quoted_as_they_were_written() -> None:
    article = an_article(body="Wait 10 minutes.")
    rendered = render(article, a_catalog(article))
    assert "Wait 10&nbsp;minutes." in rendered.html
    assert rendered.sections[0].blocks == ("Wait 10 minutes.",)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_text_of_numbers_or_parts_of_a_code_alone_takes_no_square_of_its_length(language: str) -> None:
    tree = parse(f"<p>{'1.' * 20_000} {'1,' * 20_000} {'1–' * 20_000} {'1 ' * 20_000} {'p. ' * 20_000}</p>")
    tree.append(parse(f"<p>A{'-1' * 40_000}-, A{'-A1' * 40_000}-</p>"))
    isolate_runs(tree, language)
    assert chr(0xA0) not in words(tree)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Change your e-mail <b>", "en", 'Change your <span class="unbroken">e-mail</span> &lt;b&gt;'),
        (
            Markup("SF-<mark>17</mark> in 30 days"),
            "en",
            '<span class="unbroken">SF-<mark>17</mark></span> in 30\u00a0days',
        ),
        ("رمز E-4 خلال 30 يوم", "ar", 'رمز <bdi dir="ltr">E-4</bdi> خلال 30\u00a0يوم'),
    ],
)
def test_titles_and_descriptions_are_kept_together_as_texts_are(text: str, language: str, expected: str) -> None:
    assert text_in_lines(text, language) == expected
