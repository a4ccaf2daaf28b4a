"""Locales of others as our codes."""

from __future__ import annotations

import pytest

from kb.exchange.bundle.languages import codes_of, likely_language


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
