"""Tags that are no HTML, and words in angle brackets."""

from __future__ import annotations

import pytest

from kb.commonmark.html_tags import settle_tags
from tests.kb.conftest import show, words

NAMES = [
    "domain",
    "path",
    "list",
    "text",
    "card",
    "view",
    "diff",
    "vector",
    "image",
    "title",
    "name",
    "title",
    "plaintext",
]


@pytest.mark.parametrize(
    "name", [*NAMES, "YOUR_TOKEN", "file name", "your-domain", "example.com", "Name", "input", "select"]
)
@pytest.mark.parametrize("around", ["Open {} and save.", "- Open {} and save.", "| a |\n|---|\n| Open {} and save. |"])
def test_words_in_angle_brackets_are_shown_and_eat_nothing(name: str, around: str) -> None:
    assert words(show(around.format(f"<{name}>"))).endswith(f"Open <{name}> and save.")


@pytest.mark.parametrize(
    "tag", ["<Card kind='x' href=\"/pay\">{}</Card>", "<List>{}</List>", "<view>{}</view>", "<a-b c=1>{}</a-b>"]
)
def test_tags_that_are_no_html_go_and_their_text_stays(tag: str) -> None:
    assert words(show(f"{tag.format('First.')}\n\nThen {tag.format('second')}.")) == "First. Then second."


def test_what_svg_and_mathml_hold_is_left_to_the_sanitiser() -> None:
    assert settle_tags("<svg><path d='x'></path><text>a</text></svg>").count("<") == 6
    assert words(show('a <svg viewBox="0 0 1 1"><path d="M0 0"/></svg> b')) == "a b"


@pytest.mark.parametrize("broken", ["<a href='x", '<img alt="', "<script x='", "<p:x>", "<a+b>", "<!--"])
def test_a_tag_without_an_end_hides_nothing(broken: str) -> None:
    assert words(show(f"Before {broken} after.\n\nEnd.")).endswith("after. End.")


@pytest.mark.parametrize("tag", ["iframe", "embed", "frame", "video", "audio"])
def test_a_player_without_an_end_hides_nothing(tag: str) -> None:
    shown = words(show(f'Before.\n\n<{tag} src="https://youtu.be/x1" title="Film">\n\n- After\n\nEnd.'))
    assert shown in ("Before. Video: Film After End.", "Before. Audio: Film After End.")
    assert words(show(f"Before <{tag}> after.\n\nEnd.")) == f"Before <{tag}> after. End."


def test_what_stands_in_a_player_that_is_closed_is_for_browsers_that_cannot_play() -> None:
    assert (
        words(show('<video src="https://youtu.be/x1" title="Film">Get a browser.</video> End.')) == "Video: Film End."
    )


def test_html_stays_as_it_is() -> None:
    markup = '<p align="center"><img src="a.png" alt="a > b"><br/><!-- <domain> --></p></div>'
    assert settle_tags(markup) == markup


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<x ", "<x>", "</x>", "<!--", "<a b='", '<a b="', "<svg>", "<a b c ", "<x {", "<x a={"]
)
def test_hostile_text_takes_time_in_proportion(piece: str) -> None:
    assert settle_tags(piece * 40_000)
