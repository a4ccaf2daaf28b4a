"""A site with a contact page."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Collection
from tests.kb.conftest import Reader, Visitor

SITE_FILE = """\
time_zone: Europe/Berlin
contact:
  channels:
    - phone: +49 30 555 01 00
      hours: {mon-fri: 8:00-18:00}
      reply: {en: Three minutes}
    - email: help@example.com
  form: yes
  holidays:
    - {date: 2026-12-25, name: {en: Christmas Day, ar: عيد الميلاد}}
"""


@pytest.fixture
def contact_site(collection: Collection, site: Flask) -> Flask:
    collection.write("en/orders/refund.md", title="Refund")
    collection.write("ar/orders/refund.md", title="استرداد")
    (collection.root / "site.yml").write_text(SITE_FILE, "utf-8")
    parts = site.extensions["kb"]
    parts.library.refresh()
    parts.service.bring_up_to_date()
    return site


@pytest.fixture
def visitor(contact_site: Flask) -> Visitor:
    """A member of the public."""
    return Reader(contact_site)
