"""Videos in a real browser: nothing is asked of anybody before a reader wants it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bench.browser import serving
from kb.core.settings import Settings
from search.models.embedder import Model
from tests.browser.visitor import window
from tests.conftest import BagOfWords, open_site

pytestmark = pytest.mark.slow
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)

ARTICLE = """# Descale the kettle

<iframe src="https://www.youtube.com/embed/abc123" title="Descale it"></iframe>

![The kettle at work](work.mp4)

<lite-youtube videoid="abc123"></lite-youtube>

<video src="https://media.example.com/a.mp4" poster="https://media.example.com/a.png" autoplay></video>
"""


def test_a_page_with_videos_loads_none_of_them_and_fits_a_phone(browser: Browser, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "kettle.md").write_text(ARTICLE)
    (articles / "work.mp4").write_bytes(b"\0\0\0\x18ftypmp42")
    settings = Settings(articles_dir=articles, data_dir=tmp_path / "data")
    app = open_site(settings, models=[Model("bag", None, BagOfWords)])
    app.extensions["kb"].service.bring_up_to_date()
    asked: list[str] = []
    with serving(app) as address:
        context = window(browser, base_url=address, viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/en/articles/kettle", wait_until="networkidle")
        assert [url for url in asked if not url.startswith(address) or ".mp4" in url] == []
        expect(page.locator("video")).to_have_count(1)
        expect(page.get_by_role("link", name="Video: Descale it")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        context.close()


def test_an_allowed_player_comes_on_a_click_only_and_no_other_frame_is_let_in(browser: Browser, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "site.yml").write_text("players: youtube\n")
    body = "# Kettle\n\n[![Descale it](p.png)](https://youtu.be/abc123)\n\n![Other](https://vimeo.com/77)\n"
    (articles / "kettle.md").write_text(body)
    (articles / "p.png").write_bytes(PIXEL)
    asked: list[str] = []
    with serving(open_site(Settings(articles_dir=articles, data_dir=tmp_path / "data"), models=[])) as address:
        page = window(browser, base_url=address).new_page()
        page.on("request", lambda request: asked.append(request.url) if request.url.startswith("https:") else None)
        page.route("https://**", lambda route: route.abort())
        answer = page.goto("/en/articles/kettle")
        assert answer is not None
        assert "frame-src https://www.youtube-nocookie.com" in answer.headers["content-security-policy"].split("; ")
        page.wait_for_load_state("networkidle")
        assert asked == []
        with page.expect_request("https://www.youtube-nocookie.com/**"):
            page.get_by_role("link", name="Video: Descale it").click()
        frame = page.locator("iframe")
        expect(frame).to_have_attribute("title", "Video: Descale it")
        expect(page.get_by_role("link", name="Video: Descale it")).to_be_visible()
        assert asked == ["https://www.youtube-nocookie.com/embed/abc123?autoplay=1"]
        refused = page.evaluate(
            "new Promise((tell) => {"
            " addEventListener('securitypolicyviolation', (event) => tell(event.effectiveDirective));"
            " document.querySelector('iframe').src = 'https://player.vimeo.com/video/77'; })"
        )
        assert refused == "frame-src"
        assert len(asked) == 1
