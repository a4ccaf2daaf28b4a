"""What every template may name: ``site`` is the running site, ``face`` what its pages say of it in their language."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from flask import Flask, render_template_string

from kb.site.site import Site
from tests.conftest import Collection

ROOT = Path(__file__).parents[3]


def test_the_site_is_the_site_and_the_face_speaks_the_language_of_the_page(site: Flask, collection: Collection) -> None:
    (collection.root / "site.yml").write_text("name:\n  en: Acme help\n  fa: راهنما\n", "utf-8")
    parts = site.extensions["kb"]
    parts.library.refresh()
    with site.test_request_context("/"):
        parts.site.set_language("fa")
        assert render_template_string("{{ face.site_name }}") == "راهنما"
        seen: list[object] = []
        render_template_string("{{ look(site) or '' }}", look=seen.append)
    assert seen == [parts.site]
    assert isinstance(seen[0], Site)


def test_templates_ask_the_site_only_for_what_it_has() -> None:
    has = {name for name, _ in inspect.getmembers(Site)} | {"settings"}
    asked = {
        (path.name, name)
        for floor in ("kb", "search", "review")
        for path in (ROOT / floor).rglob("templates/**/*.*")
        for block in re.findall(r"{[{%].*?[}%]}", path.read_text("utf-8"))
        for name in re.findall(r"\bsite\.(\w+)", re.sub(r"'[^']*'|\"[^\"]*\"", "", block))
    }
    assert asked
    assert {(page, name) for page, name in asked if name not in has} == set()
