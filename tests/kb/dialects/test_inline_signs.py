"""What other systems write within lines."""

from __future__ import annotations

import pytest

from kb.dialects.rewrite import normalise, prose
from kb.markdown.render import to_html
from tests.kb.conftest import show, tree_of, words


@pytest.mark.parametrize(
    ("written", "width", "height"),
    [
        ("![غطاء](a.png =300x200)", "300", "200"),
        ("![غطاء](a.png =300x)", "300", None),
        ("![غطاء](a.png ':size=50x100')", "50", "100"),
        ("![غطاء](a.png ':size=50%')", None, None),
        ("![غطاء](a.png)", None, None),
    ],
)
def test_sizes_of_pictures_are_no_part_of_their_addresses(written: str, width: str | None, height: str | None) -> None:
    (picture,) = tree_of(to_html(f"See {written} now.")).iter("img")
    assert (picture.get("src"), picture.get("alt")) == ("a.png", "غطاء")
    assert (picture.get("width"), picture.get("height"), picture.get("title")) == (width, height, None)


def test_a_link_with_settings_in_the_place_of_its_title_is_a_link() -> None:
    (link,) = tree_of(to_html("[الدليل](a.md ':ignore')")).iter("a")
    assert (link.get("title"), words(link)) == (None, "الدليل")
    (link,) = tree_of(to_html('[a](a.md "Title: one")')).iter("a")
    assert link.get("title") == "Title: one"


def test_ids_of_headings_and_labels_are_anchors() -> None:
    tree = show("## مرحبا :id=hello\n\n(lid)=\n## Lid\n\nText.")
    assert [words(one) for one in tree.iter("h2")] == ["مرحبا", "Lid"]
    assert {"hello", "lid"} <= set(tree.xpath("//@id"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("اضغط ++ctrl+alt+del++ الآن", ["Ctrl", "Alt", "Del"]),
        ('Press ++"Ё"+enter++.', ["Ё", "Enter"]),
        ("{kbd}`Ctrl`", ["Ctrl"]),
        ("C++ and D++", []),
        ("i++ and ++j++ or a++b++", []),
        ("`++ctrl+c++`", []),
    ],
)
def test_keys_are_keys(written: str, told: list[str]) -> None:
    assert [words(key) for key in show(written).iter("kbd")] == told


def test_roles_are_their_words() -> None:
    tree = tree_of(to_html("See {ref}`the lid <lid>`, {doc}`الدليل <guide/a.md>`, {term}`jug` and {unknown}`x`."))
    assert words(tree) == "See the lid, الدليل, jug and {unknown}x."
    assert [link.get("href") for link in tree.iter("a")] == ["guide/a.md"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (":warning: تنبيه :white_check_mark:", "⚠️ تنبيه ✅"),
        ("at 10:30:45 or a:b:c", "at 10:30:45 or a:b:c"),
        (":no_such_thing: here", ":no_such_thing: here"),
        ("`:warning:`", ":warning:"),
        ("https://example.com/:eyes:/x", "https://example.com/:eyes:/x"),
        (":material-account: Open :octicons-heart-fill-24:{ .heart } it", "Open it"),
    ],
)
def test_names_of_emoji_are_letters_and_icons_of_themes_are_nothing(written: str, told: str) -> None:
    assert words(show(written)) == told


def test_summaries_have_the_letters_too() -> None:
    assert prose(":warning: Mind it.") == "⚠️ Mind it."


@pytest.mark.parametrize(
    "piece", [":a", "++ctrl+", "![a](a =1x1", "](a ':", "](", "{kbd}`a`", "(a)=\n", "# a :id=", ":material-"]
)
def test_hostile_signs_are_read_in_time_that_grows_with_their_length(piece: str) -> None:
    assert isinstance(normalise(piece * (100_000 // len(piece))), str)
