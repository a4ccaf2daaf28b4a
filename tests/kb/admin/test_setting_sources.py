"""Where a setting comes from is told from what the environment and the file say now."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.admin.setting_sources import SettingOrigins, SettingSource
from kb.core.settings import Settings

DEFAULT, ENVIRONMENT, FILE, OPTION, START = SettingSource
FILE_SAYS = {"KB_PORT": "81", "KB_SITE_NAME": "Ours", "KB_REVIEW_DUE": "3 months", "KB_OFFLINE": "0"}


@pytest.mark.parametrize(
    ("name", "environment", "in_file", "given", "source"),
    [
        ("site_name", {}, {}, {}, DEFAULT),
        ("articles_dir", {}, {}, {}, DEFAULT),
        ("site_name", {}, FILE_SAYS, {}, FILE),
        ("review_due", {}, FILE_SAYS, {}, FILE),
        ("offline", {}, FILE_SAYS, {}, FILE),
        ("site_name", {"KB_SITE_NAME": "Theirs"}, FILE_SAYS, {}, ENVIRONMENT),
        ("site_name", {"KB_SITE_NAME": ""}, FILE_SAYS, {}, DEFAULT),
        ("port", {"KB_PORT": "82"}, FILE_SAYS, {"port": 83}, OPTION),
        ("articles_dir", {"KB_ARTICLES_DIR": "somewhere"}, {}, {}, ENVIRONMENT),
        ("articles_dir", {}, {}, {"articles_dir": Path("/srv")}, OPTION),
    ],
)
def test_a_value_comes_from_where_it_is_said(
    name: str, environment: dict[str, str], in_file: dict[str, str], given: dict[str, object], source: SettingSource
) -> None:
    settings = Settings.from_environment({**in_file, **environment}, **given)
    assert SettingOrigins(environment, Path("kb.env"), in_file).source_of(settings, name) is source


@pytest.mark.parametrize("now", [{"KB_AUDIT_DAYS": "30"}, {}, {"KB_AUDIT_DAYS": "many"}])
def test_a_file_that_was_changed_since_the_start_is_told_apart(now: dict[str, str]) -> None:
    settings = Settings.from_environment({"KB_AUDIT_DAYS": "90"})
    assert SettingOrigins({}, Path("kb.env"), now).source_of(settings, "audit_days") is START
    as_it_came = Settings.from_environment({})
    assert SettingOrigins({}, Path("kb.env"), {"KB_AUDIT_DAYS": "90"}).source_of(as_it_came, "audit_days") is START
