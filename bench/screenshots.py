"""Photographs the main pages in four languages, two widths and two themes, and lays them out on contact sheets.

    python bench/screenshots.py [--data DIR] [--out docs/images/sheets] [--pages home,article]
        [--before ADDRESS] [--scale 0.3 --quality 50]

The pages are those of the sample articles, served by the application with the models that come with it; a kept
``--data`` folder saves embedding them again. With ``--before``, the address of an earlier release that is served
elsewhere, each sheet has its page on the left of ours, light ones only.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser  # noqa: E402

from app import create_app  # noqa: E402
from bench.browser import answering, chromium  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402

QUESTIONS = {
    "en": "I can't get into my account",
    "ar": "لا أستطيع الدخول إلى حسابي",
    "fa": "نمی‌توانم وارد حسابم شوم",
    "ru": "не могу войти в личный кабинет",
}
PAGES = {
    "home": "/{language}/",
    "article": "/{language}/articles/products/coffee-machine/descale-the-coffee-machine",
    "search": "/{language}/search?q={question}",
    "category": "/{language}/categories/products",
    "product": "/{language}/products/coffee-machine",
    "contact": "/{language}/contact",
    "nothing": "/{language}/search?q=qqxxzz",
    "missing": "/{language}/articles/account/no-such-article",
}
# The page an earlier release had for what it had no page of: of a product that of its category; of contact none.
EARLIER = {"product": "/{language}/categories/products/coffee-machine"}
WIDTHS = {1280: 900, 390: 844}
THEMES = ("light", "dark")
GAP = 24
WITHOUT_BARS = "--hide-scrollbars"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--data")
    options.add_argument("--out", type=Path, default=ROOT / "docs" / "images" / "sheets")
    options.add_argument("--pages", default=",".join(PAGES))
    options.add_argument("--single", action="store_true", help="keep each picture as well, in its full size")
    options.add_argument("--before", metavar="ADDRESS", help="an earlier release, to stand beside ours")
    options.add_argument("--scale", type=float, default=0.4)
    options.add_argument("--quality", type=int, default=60, help="of WebP, to 100")
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    data = Path(given.data or tempfile.mkdtemp(prefix="kb-pictures-"))
    with served(data, Settings().embedding_models) as address, chromium(WITHOUT_BARS) as browser:
        for name in given.pages.split(","):
            rows = [row(browser, name, language, address, given.before) for language in QUESTIONS]
            if given.single:
                keep(rows, given.out, name, ("before", "after") if given.before else THEMES)
            sheet(rows, given.scale).save(given.out / f"{name}.webp", quality=given.quality, method=6)
            print(given.out / f"{name}.webp")


def row(browser: Browser, name: str, language: str, address: str, before: str | None) -> list[Image.Image]:
    """The pictures of a page in a language: each width in each theme, or each width as it was and as it is."""
    path = PAGES[name]
    if before is None:
        return [picture(browser, address, path, language, width, theme) for width in WIDTHS for theme in THEMES]
    ways = ((before, EARLIER.get(name, path)), (address, path))
    return [picture(browser, root, way, language, width, THEMES[0]) for width in WIDTHS for root, way in ways]


def served(data: Path, models: Sequence[str] = ("e5",)) -> AbstractContextManager[str]:
    """The address of a site with the sample articles, ready to answer by meaning with these models."""
    settings = Settings(articles_dir=ROOT / "articles", data_dir=data, contact_url="mailto:help@sofra.example")
    return answering(create_app(settings, models=choose_models(models), start=False))


def picture(browser: Browser, address: str, path: str, language: str, width: int, theme: str) -> Image.Image:
    """One page as it stands in a window."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale=language,
    )
    page = context.new_page()
    page.goto(path.format(language=language, question=QUESTIONS[language]), wait_until="networkidle")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return shot


def keep(rows: Sequence[Sequence[Image.Image]], folder: Path, name: str, columns: Sequence[str]) -> None:
    kinds = [f"{width}-{column}" for width in WIDTHS for column in columns]
    for language, row in zip(QUESTIONS, rows, strict=True):
        for kind, shot in zip(kinds, row, strict=True):
            shot.save(folder / f"{name}-{language}-{kind}.png")


def sheet(rows: Sequence[Sequence[Image.Image]], scale: float) -> Image.Image:
    """All pictures, one row a language."""
    small = [[shot.resize((round(shot.width * scale), round(shot.height * scale))) for shot in row] for row in rows]
    width = max(sum(shot.width + GAP for shot in row) for row in small) + GAP
    height = sum(max(shot.height for shot in row) + GAP for row in small) + GAP
    whole = Image.new("RGB", (width, height), "#8a8f98")
    top = GAP
    for row in small:
        left = GAP
        for shot in row:
            whole.paste(shot, (left, top))
            left += shot.width + GAP
        top += max(shot.height for shot in row) + GAP
    return whole


if __name__ == "__main__":
    main()
