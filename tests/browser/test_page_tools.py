"""The tools of an article: print, Markdown, read aloud, larger text."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.checks import RULES
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow
ARTICLE = "/articles/account/reset-a-forgotten-password"
VOICE = """({ voices }) => {
  // What a browser with voices has; it says nothing and ends a sentence when it is told to.
  const spoken = new EventTarget();
  spoken.getVoices = () => voices;
  spoken.cancel = () => { window.saying = null; };
  spoken.speak = (utterance) => { window.saying = utterance; (window.said ??= []).push(utterance.text); };
  Object.defineProperty(window, 'speechSynthesis', { value: spoken });
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
  };
}"""


def open_with_voices(visitor: Visitor, path: str, *voices: dict[str, object]) -> Page:
    page = visitor.open("/en/offline")
    listed = ",".join(f"{{lang: '{voice['lang']}', localService: {str(voice['local']).lower()}}}" for voice in voices)
    page.add_init_script(f"({VOICE})({{ voices: [{listed}] }})")
    page.goto(path)
    return page


def open_tools(page: Page) -> None:
    page.locator(".tools summary").click()


def test_an_article_is_read_sentence_by_sentence_from_where_one_is(visitor: Visitor) -> None:
    page = open_with_voices(
        visitor, f"/en{ARTICLE}", {"lang": "de-DE", "local": True}, {"lang": "en-GB", "local": True}
    )
    open_tools(page)
    page.get_by_role("button", name="Read aloud").click()
    bar = page.get_by_role("group", name="Read aloud")
    expect(bar.get_by_role("button", name="Pause")).to_be_focused()
    assert page.evaluate("saying.text") == "Reset a forgotten password"
    assert page.evaluate("saying.voice.lang") == "en-GB"
    page.evaluate("saying.dispatchEvent(new Event('end'))")
    assert page.evaluate("saying.text") == "You can set a new password yourself in about two minutes."
    assert page.evaluate("[...CSS.highlights.get('read-aloud')].map(String)") == [page.evaluate("saying.text")]
    bar.get_by_role("button", name="Pause").click()
    assert page.evaluate("saying") is None
    bar.get_by_role("button", name="Continue").click()
    assert page.evaluate("saying.text") == "You can set a new password yourself in about two minutes."
    bar.get_by_role("button", name="Next sentence").click()
    bar.get_by_role("button", name="Previous sentence").click()
    assert page.evaluate("said.length") == 5
    assert Axe().run(page, options=RULES).violations_count == 0
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    assert page.evaluate("saying") is None
    expect(page.locator(".tools summary")).to_be_focused()


def test_reading_stops_at_the_end_and_is_offered_only_in_a_language_that_there_is_a_voice_for(visitor: Visitor) -> None:
    page = open_with_voices(visitor, f"/ar{ARTICLE}", {"lang": "ar_EG", "local": False})
    open_tools(page)
    page.locator("[data-tool=read]").click()
    expect(page.locator(".reading-aloud")).to_have_count(1)
    steps = "for (let n = 0; n < 500 && saying; n++) saying.dispatchEvent(new Event('end'))"
    page.evaluate(steps)
    expect(page.locator(".reading-aloud")).to_have_count(0)
    said = page.evaluate("said")
    assert said[0] == page.locator("h1").inner_text()
    assert len(said) > 10
    page.goto(f"/en{ARTICLE}")
    open_tools(page)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(page.locator("[data-tool=read]")).to_be_hidden()


def test_the_page_is_copied_as_the_markdown_that_it_is_made_of(visitor: Visitor) -> None:
    page = visitor.open(f"/en{ARTICLE}")
    open_tools(page)
    page.get_by_role("button", name="Copy page as Markdown").click()
    expect(page.locator(".tools + [role=status]")).to_have_text("Copied")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith("# Reset a forgotten password\n")
    assert copied == page.request.get(f"/en{ARTICLE}.md").text()


def test_larger_text_is_kept_on_the_device_and_there_before_anything_is_painted(visitor: Visitor) -> None:
    page = visitor.open(f"/en{ARTICLE}", width=390)
    before = page.locator(".prose p").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    open_tools(page)
    page.locator(".tools").get_by_label("Very large").check()
    page.add_init_script(
        "new MutationObserver((_, me) => { if (document.body) { window.first ="
        " document.documentElement.dataset.text; me.disconnect(); } })"
        ".observe(document, { childList: true, subtree: true })"
    )
    for path in (f"/en{ARTICLE}", "/ar/", "/en/search?q=kettle"):
        page.goto(path)
        assert page.evaluate("window.first") == "largest"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("#appearance [value=largest]").is_checked()
    page.goto(f"/en{ARTICLE}")
    larger = page.locator(".prose p").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert larger == pytest.approx(before * 1.4, rel=0.01)
    open_tools(page)
    assert Axe().run(page, options=RULES).violations_count == 0


def test_on_paper_there_are_the_name_of_the_site_the_day_and_the_address_and_no_tools(visitor: Visitor) -> None:
    page = visitor.open(f"/en{ARTICLE}")
    expect(page.locator(".on-paper")).to_be_hidden()
    name = page.locator(".brand").inner_text().strip()
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_contain_text(f"{name}, as of ")
    expect(page.locator(".on-paper")).to_contain_text(f"{visitor.address}/en{ARTICLE}")
    expect(page.locator(".tools")).to_be_hidden()


def test_without_scripts_the_tools_are_a_link_to_the_markdown(visitor: Visitor) -> None:
    page = visitor.open(f"/en{ARTICLE}", scripts=False)
    open_tools(page)
    expect(page.locator(".tools button:visible, .tools input:visible")).to_have_count(0)
    page.get_by_role("link", name="Show page as Markdown").click()
    assert page.url.endswith(f"{ARTICLE}.md")
