"""Every kind of page, in both directions and both themes: fits, reads, is walked by keyboard, breaks no rule of axe."""

from __future__ import annotations

import re

import pytest

from tests.browser import checks
from tests.browser.centre import Centre
from tests.browser.page_types import PAGE_TYPES
from tests.servers import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PAGE_TYPES)
def test_a_page_is_for_everybody(help_centre: Centre, name: str, language: str) -> None:
    """The checks follow each other on one opened page, since opening takes the longest."""
    with help_centre.looked_at(PAGE_TYPES[name], language) as page:
        wrong = checks.ask(page, "landmarks") + checks.ask(page, "errors") + checks.walk(page)
        # No colour depends on the language: see below; and the theme changes nothing else.
        wrong += checks.axe(page, "light", checks.RULES if language == "en" else checks.ALL_BUT_COLOURS)
        if language == "en":
            page.emulate_media(color_scheme="dark")
            wrong += checks.axe(page, "dark", checks.COLOURS)
        page.emulate_media(color_scheme="light", forced_colors="active")
        wrong += checks.ask(page, "boundless")
        page.emulate_media(forced_colors="none")
        checks.ask(page, "unfold")
        wrong += checks.ask(page, "targets")
        wrong += checks.at_size(page, 360, 780) + checks.ask(page, "targets")
        wrong += checks.at_size(page, 320, 256) + checks.enlarged(page)
        assert not wrong, "\n".join(wrong)


STYLES = [file for part in ("kb", "search", "review") for file in (ROOT / part).rglob("static/**/*.css")]
OF_LANGUAGE = re.compile(r"[^{}]*(?::lang\(|:dir\(|\[(?:lang|dir)\b)[^{}]*\{([^{}]*)\}")
OF_COLOURS = re.compile(
    r"(?<![\w-])(?:--[\w-]+|color|[\w-]+-color|background[\w-]*|fill|stroke|opacity|filter|mix-blend-mode|font|font-size|"
    r"font-weight)\s*:"
)


def test_no_colour_depends_on_the_language_or_its_direction() -> None:
    """Nor does what decides how much contrast text needs. So both themes are looked at in one language."""
    found = {file.name: OF_LANGUAGE.findall(file.read_text("utf-8")) for file in STYLES}
    assert sum(map(len, found.values())) > 10
    assert [(name, rule) for name, rules in found.items() for rule in rules if OF_COLOURS.search(rule)] == []


@pytest.mark.parametrize("language", ["fa", "ru"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_no_page_is_wider_than_a_small_phone_in_any_language(
    help_centre: Centre, language: str, *, signed_in: bool
) -> None:
    """One after the other in one window, since these are only looked at."""
    wrong = {}
    with help_centre.context(language, signed_in=signed_in, viewport={"width": 360, "height": 780}) as context:
        page = context.new_page()
        for kind in PAGE_TYPES.values():
            if kind.prepare is None and kind.signed_in == signed_in:
                help_centre.open(page, kind, language)
                wrong[kind.name] = checks.ask(page, "tooWide")
    assert {name: found for name, found in wrong.items() if found} == {}
    assert len(wrong) > 10
