"""Who may read internal articles, and that nobody else learns of them."""

from __future__ import annotations

import pytest

from kb.core.roles import Role
from tests.conftest import Collection
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestInternalArticles:
    PATHS = (
        "/en/articles/orders/secret-refund",
        "/en/articles/orders/secret-refund.md",
        "/files/en/inside/map.png",
        "/en/categories/inside",
        "/ru/articles/inside/plan",
        "/api/v1/articles/orders/secret-refund",
    )

    @pytest.fixture(autouse=True)
    def _more(self, collection: Collection, office: Office) -> None:
        collection.write("en/inside/map.md", title="Secret map", audience="internal")
        collection.write("en/inside/map.png", b"\x89PNG")
        collection.write("ru/inside/plan.md", title="Secret plan", audience="internal")

    @pytest.mark.parametrize("path", PATHS)
    def test_the_same_address_is_a_page_for_staff_and_a_plain_404_for_the_public(
        self, office: Office, path: str
    ) -> None:
        staff = office.browser(office.hire(Role.STAFF))
        office.parts.library.refresh()
        assert staff.get(path).status_code == 200
        refused = office.browser().get(path)
        assert refused.status_code == 404
        assert "Secret" not in refused.text
        assert refused.location is None

    def test_feeds_and_lists_for_machines_hold_none_of_them_whoever_asks(self, office: Office) -> None:
        staff = office.browser(office.hire(Role.STAFF))
        for path in ("/sitemap.xml", "/feed.xml", "/en/feed.xml", "/llms.txt"):
            answer = staff.get(path)
            assert "Refund" in answer.text or "orders/refund" in answer.text
            assert [word for word in ("Secret", "secret", "inside", "/ru/") if word in answer.text] == []

    def test_search_finds_them_for_staff_only(self, office: Office) -> None:
        staff, reader = office.browser(office.hire(Role.STAFF)), office.browser()
        office.parts.library.refresh()
        office.parts.service.bring_up_to_date()
        for path in ("/en/search?q=secret+refund", "/api/v1/search?q=secret+refund&lang=en"):
            assert "secret-refund" in staff.get(path).text
            assert "secret-refund" not in reader.get(path).text
