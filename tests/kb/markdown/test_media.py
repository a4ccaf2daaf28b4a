"""Videos and sounds: files of the collection play, everything else is a link, and nothing is loaded before a click."""

from __future__ import annotations

import pytest
from lxml import html

from kb.editing.check import check
from kb.markdown.render import render
from kb.markdown.sections import Section
from tests.kb.conftest import a_catalog, an_article, render_body, tree_of, words

POSTER = "media poster"
FILES = ("en/account/reset.mp4", "en/account/talk.mp3")


def seen(body: str) -> html.HtmlElement:
    """``body`` beside a video and a sound."""
    return tree_of(render_body(body, files=FILES).html)


@pytest.mark.parametrize(
    ("body", "address", "title"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/Ab-1_x?rel=0" title="Change the bulb"></iframe>',
            "https://www.youtube.com/watch?v=Ab-1_x",
            "Video: Change the bulb",
        ),
        ('<iframe src="//player.vimeo.com/video/77" />', "https://vimeo.com/77", "Video: Vimeo"),
        ('<iframe src="//player.vimeo.com/video/77?h=8a&dnt=1" />', "https://vimeo.com/77/8a", "Video: Vimeo"),
        ('<iframe src="//player.vimeo.com/video/77?h=../../logout" />', "https://vimeo.com/77", "Video: Vimeo"),
        ("![Bulb](https://youtu.be/Ab-1_x)", "https://www.youtube.com/watch?v=Ab-1_x", "Video: Bulb"),
        ("![Bulb](https://media.example.com/b.mp4)", "https://media.example.com/b.mp4", "Video: Bulb"),
        ('<YouTube id="Ab-1_x" title="Bulb" />', "https://www.youtube.com/watch?v=Ab-1_x", "Video: Bulb"),
        (
            "<LiteYouTubeEmbed\n  id='Ab-1_x'\n  title='Bulb'\n/>",
            "https://www.youtube.com/watch?v=Ab-1_x",
            "Video: Bulb",
        ),
        ("{{< youtube Ab-1_x >}}", "https://www.youtube.com/watch?v=Ab-1_x", "Video: YouTube"),
        ('{{< vimeo id="77" title="Bulb" >}}', "https://vimeo.com/77", "Video: Bulb"),
        (
            '{% include video id="Ab-1_x" provider="youtube" %}',
            "https://www.youtube.com/watch?v=Ab-1_x",
            "Video: YouTube",
        ),
        ("{% include youtube.html id='Ab-1_x' %}", "https://www.youtube.com/watch?v=Ab-1_x", "Video: YouTube"),
        ('{% embed url="https://vimeo.com/77" %}', "https://vimeo.com/77", "Video: Vimeo"),
        ('::youtube[Bulb]{id="Ab-1_x"}', "https://www.youtube.com/watch?v=Ab-1_x", "Video: Bulb"),
        (
            '<iframe src="https://www.aparat.com/video/video/embed/videohash/xY1/vt/frame"></iframe>',
            "https://www.aparat.com/v/xY1",
            "Video: Aparat",
        ),
    ],
)
def test_a_video_of_another_host_is_a_link_with_its_title(body: str, address: str, title: str) -> None:
    tree = seen(f"Before.\n\n{body}\n\nAfter.")
    (link,) = tree.iter("a")
    assert (link.get("href"), words(link)) == (address, title)
    assert words(tree) == f"Before. {title} After."
    assert not list(tree.iter("iframe", "img", "video"))


@pytest.mark.parametrize(
    "body",
    [
        '<video controls autoplay><source src="reset.mp4" type="video/mp4"></video>',
        '<video src="reset.mp4" />',
        "![Bulb](reset.mp4)",
        "[Bulb](reset.mp4)",
        '<Video src="./reset.mp4" title="Bulb" />',
        '{{< video src="reset.mp4" >}}',
        "{% include video.html file='reset.mp4' %}",
    ],
)
def test_a_file_of_the_collection_plays_when_it_is_started(body: str) -> None:
    (video,) = seen(f"Before.\n\n{body}\n\nAfter.").iter("video")
    assert (video.get("src"), video.get("preload")) == ("/files/en/account/reset.mp4", "none")
    assert video.get("controls") is not None
    assert video.get("autoplay") is None
    (link,) = video.getparent().findall("a")
    assert link.get("href") == video.get("src")
    assert words(link)


def test_a_sound_plays_as_well() -> None:
    (sound,) = seen("![Talk](talk.mp3)").iter("audio")
    assert sound.get("preload") == "none"


def test_a_link_to_a_video_within_a_sentence_stays_a_link() -> None:
    tree = seen("See [the film](reset.mp4) first.")
    assert words(tree) == "See the film first."
    assert tree.find(".//video") is None


def test_a_video_that_is_not_there_keeps_its_title_and_is_reported() -> None:
    article = an_article(body="Text.\n\n![Bulb](gone.mp4)")
    catalog = a_catalog(article)
    assert "Bulb" in render(article, catalog).html
    assert [(p.code, p.line) for p in check(catalog)] == [("broken_link", 3)]


@pytest.mark.parametrize(
    ("body", "line", "shown"),
    [
        ('Text.\n\n<iframe src="https://forms.example.com/a" title="A form"></iframe>', 3, "A form"),
        ('<iframe src="https://forms.example.com/a"></iframe>', 1, "forms.example.com"),
        ("{% include video.html provider='ours' %}", 1, ""),
    ],
)
def test_a_frame_that_nobody_knows_is_reported(body: str, line: int, shown: str) -> None:
    article = an_article(body=f"{body}\n\nAfter.")
    catalog = a_catalog(article)
    assert [(p.severity, p.code, p.line) for p in check(catalog)] == [("warning", "unknown_frame", line)]
    assert shown in words(tree_of(render(article, catalog).html))


def test_search_finds_the_title_without_a_word_that_nobody_wrote() -> None:
    article = an_article(body='<iframe src="https://youtu.be/x1x" title="Change the bulb"></iframe>')
    assert render(article, a_catalog(article)).sections == (Section(1, "", "", ("Change the bulb",), is_links=True),)


@pytest.mark.parametrize(
    "body",
    [
        '<iframe src="javascript:alert(1)" title="x"></iframe>',
        '<video src="javascript:alert(1)"></video>',
        '<iframe srcdoc="<script>alert(1)</script>" title="x"></iframe>',
        '<YouTube id="&quot; onload=alert(1) x=&quot;" />',
        '<video src="reset.mp4" onerror="alert(1)" poster="https://spy.example/p.png"></video>',
        '<object data="https://evil.example/x.swf"><param name="a"></object>',
        '<embed src="data:text/html,<script>alert(1)</script>">',
    ],
)
def test_nothing_runs_and_nothing_is_asked_of_other_hosts(body: str) -> None:
    tree = seen(body)
    assert not [e for e in tree.iter() if e.tag in ("iframe", "object", "embed", "script")]
    for element in tree.iter("*"):
        assert not any(name.startswith("on") or name in ("srcdoc", "autoplay", "poster") for name in element.attrib)
        assert not (element.get("src") or "").startswith(("http", "//", "data:"))
        assert not (element.get("href") or "").startswith(("javascript", "data"))


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("https://youtu.be/Ab-1_x", "https://www.youtube.com/watch?v=Ab-1_x"),
        ("https://vimeo.com/77", "https://vimeo.com/77"),
    ],
)
def test_a_picture_that_links_to_a_video_stands_for_it_with_its_words_as_the_title(address: str, leads_to: str) -> None:
    tree = tree_of(render_body(f"[![Bulb](p.png)]({address})", files=("en/account/p.png",)).html)
    (link,) = tree.iter("a")
    (image,) = link.iter("img")
    assert (link.get("class"), link.get("href"), words(link)) == (f"{POSTER} external", leads_to, "Video: Bulb")
    assert (image.get("src"), image.get("alt")) == ("/files/en/account/p.png", "")


def test_a_picture_before_a_film_of_the_collection_is_its_poster() -> None:
    tree = tree_of(render_body("[![Bulb](p.png)](reset.mp4)", files=(*FILES, "en/account/p.png")).html)
    (video,) = tree.iter("video")
    assert (video.get("poster"), video.get("preload")) == ("/files/en/account/p.png", "none")
    assert words(tree) == "Video: Bulb"
    assert not list(tree.iter("img"))


@pytest.mark.parametrize(
    "body",
    ["[![Bulb](p.png) more](https://vimeo.com/77)", "[![B](p.png)](other.md)", "x [![B](p.png)](https://vimeo.com/7)"],
)
def test_another_linked_picture_stays_what_it_is(body: str) -> None:
    assert not tree_of(render_body(body, files=("en/account/p.png",)).html).find_class("poster")


def test_a_transcript_is_named_in_the_language_of_the_article() -> None:
    tree = tree_of(render_body("??? transcript\n    Fill it.").html)
    assert words(next(tree.iter("summary"))) == "Transcript"
