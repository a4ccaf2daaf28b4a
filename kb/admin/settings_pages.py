"""``/admin/settings``: the settings in force, where each comes from and what it means; no secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup, escape
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from kb.admin.room import AdminRoom
from kb.admin.setting_sources import SettingSource
from kb.admin.settings_reference import MEANINGS
from kb.core.roles import Role, RoleRule
from kb.core.settings import PREFIX, SECRETS, Settings
from kb.language.marking import N_
from kb.site.site import Site

SITE_FILE, FOUND_OUT = "site_file", "found_out"
SOURCES: Mapping[str, str] = {
    SettingSource.DEFAULT: N_("default"),
    SettingSource.ENVIRONMENT: N_("environment"),
    SettingSource.FILE: N_("settings file"),
    SettingSource.OPTION: N_("option of the command"),
    SettingSource.START: N_("changed since the start: restart to use what is written now"),
    SITE_FILE: "site.yml",
    FOUND_OUT: N_("found out from the articles"),
}
"""Where a value comes from, in words."""


@dataclass(frozen=True)
class SettingInForce:
    """One setting; ``value`` is empty where nothing is set, ``is_secret``: only whether it is set may be told."""

    variable: str
    value: str
    source: str
    meaning: Markup
    is_secret: bool

    @property
    def is_usual(self) -> bool:
        """Whether nobody said anything of it."""
        return self.source in (SettingSource.DEFAULT, FOUND_OUT)


def show_settings(room: AdminRoom) -> str:
    """All settings: those that somebody set, then those that are as they come."""
    origins = room.origins()
    rows = settings_in_force(room.site, {each: origins.source_of(room.site.settings, each) for each in MEANINGS})
    return render_template(
        "admin/settings.html", rows=rows, origins=origins, sources=SOURCES, brand=room.site.catalog.brand
    )


def settings_in_force(site: Site, sources: Mapping[str, str]) -> list[SettingInForce]:
    """Every setting in the order of the guide, with what ``site.yml`` and the articles say where it says nothing."""
    settings, catalog, found = site.settings, site.catalog, []
    face = site.face(site.preferred_language())
    beside: dict[str, tuple[str, str]] = {}
    if settings.site_name == Settings.site_name and catalog.brand.name:
        beside["site_name"] = (face.site_name, SITE_FILE)
    if not settings.contact_url and face.contact_url:
        beside["contact_url"] = (face.contact_url, SITE_FILE)
    if not settings.default_language:
        beside["default_language"] = (catalog.default_language, FOUND_OUT)
    for name, meaning in MEANINGS.items():
        written = _written(getattr(settings, name))
        is_secret = name in SECRETS or (name == "database_url" and _holds_secret(written))
        value, source = beside.get(name, (written, sources[name]))
        shown = "" if is_secret and not written else "…" if is_secret else value
        found.append(SettingInForce(f"{PREFIX}{name.upper()}", shown, source, _as_html(meaning), is_secret))
    return found


def _holds_secret(url: str) -> bool:
    """Whether the address of a database has a password, or options among which one may stand."""
    try:
        parts = make_url(url) if url else None
    except ArgumentError:
        return True
    return parts is not None and (parts.password is not None or bool(parts.query))


def _written(value: Any) -> str:
    """A value as its variable would have it."""
    if value is None:
        return "none"
    if isinstance(value, Role):
        return value.name.lower()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, RoleRule):
        return f"{value.claim}:{value.value}={value.role.name.lower()}"
    if isinstance(value, tuple):
        return ",".join("=".join(one) if isinstance(one, tuple) else _written(one) for one in value)
    return str(value)


def _as_html(meaning: str) -> Markup:
    """What the guide says, with its code marked."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(meaning))))  # noqa: S704 - escaped before
