"""Locales of others as our codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.exchange.bundle.bundle import Bundle, ForeignCategory
from kb.exchange.bundle.languages import codes_of, likely_language, with_earlier_codes
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed


@pytest.mark.parametrize(
    ("locales", "codes"),
    [
        (["en-us", "fa"], {"en-us": "en", "fa": "fa"}),
        (["en-us", "en-gb"], {"en-us": "en-US", "en-gb": "en-GB"}),
        (["pt-br", "zh_CN", "zh-Hant"], {"pt-br": "pt-BR", "zh_CN": "zh-CN", "zh-Hant": "zh-Hant"}),
        (["klingon", "", "../x"], {}),
    ],
)
def test_a_region_is_kept_where_it_tells_two_languages_apart(locales: list[str], codes: dict[str, str]) -> None:
    assert codes_of(locales) == codes


def test_an_export_that_names_no_language_is_in_the_one_it_is_written_in() -> None:
    assert likely_language(["Сбросьте пароль, чтобы войти в систему снова."] * 3, "") == "ru"
    assert likely_language(["Reset it"], "de") == "de"


@pytest.mark.parametrize(
    ("earlier", "locales", "code", "learned"),
    [
        ({}, ["en-us"], "en", {"en-US": "en"}),
        ({"en-US": "en"}, ["en_US", "en-gb"], "en", {"en-US": "en", "en-GB": "en-GB"}),
        ({"en-US": "en-US", "en-GB": "en-GB"}, ["en-us"], "en-US", {"en-US": "en-US", "en-GB": "en-GB"}),
        ({"en-US": "en"}, ["en-gb"], "en-GB", {"en-US": "en", "en-GB": "en-GB"}),
        ({"en-US": "en"}, ["en-us", "en"], "en-US", {"en-US": "en-US", "en": "en"}),
        ({"en-US": "../x"}, ["en-us"], "en", {"en-US": "en"}),
    ],
)
def test_a_locale_keeps_the_code_that_it_was_imported_with(
    tmp_path: Path, earlier: dict[str, str], locales: list[str], code: str, learned: dict[str, str]
) -> None:
    codes = codes_of(locales)
    category = ForeignCategory("1", {codes[locales[0]]: "Orders"}, descriptions={codes[locales[0]]: "All"})
    bundle = Bundle("x", Packed(tmp_path), ImportNotes(), (category,), lambda: iter(()), locales=codes)
    [found] = with_earlier_codes(bundle, earlier).categories
    assert (found.titles, found.descriptions, earlier) == ({code: "Orders"}, {code: "All"}, learned)
