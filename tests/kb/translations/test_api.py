"""``/api/v1/translations``: which article has which languages, and what is behind, for programs of authors."""

from __future__ import annotations

from typing import Any

import pytest

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from tests.conftest import Collection
from tests.signing_in import Office

LIST = "/api/v1/translations"


@pytest.fixture
def token(office: Office, collection: Collection) -> str:
    """An author's; a cup is behind in German, and missing in Arabic, a draft in French was made by a model."""
    collection.write("en/cups/cup.md", title="Cup", updated_on="2026-11-01", published_on="2026-01-01")
    collection.write("de/cups/cup.md", title="Tasse", published_on="2026-02-01")
    collection.write("en/secret.md", title="Zanzibar", audience="legal")
    collection.write("de/secret.md", title="Offen")
    return office.token(office.hire(Role.AUTHOR, "tom@example.com"), Scope.PROPOSE)


def listed(office: Office, token: str, query: str = "") -> dict[str, dict[str, Any]]:
    return {one["key"]: one for one in office.listed(token, LIST + query)}


def states(row: dict[str, Any]) -> dict[str, str]:
    return {one["language"]: one["state"] for one in row["languages"]}


def test_each_article_has_all_languages_with_how_they_stand(office: Office, token: str) -> None:
    found = listed(office, token)
    assert states(found["cups/cup"]) == {"en": "original", "de": "behind", "ar": "missing"}
    german = next(one for one in found["cups/cup"]["languages"] if one["language"] == "de")
    assert (german["title"], german["by_days"], german["url"]) == ("Tasse", True, "/de/articles/cups/cup")
    counts = office.ask(token, LIST).get_json()["counts"]
    assert counts["de"]["behind"] == 1
    assert counts["ar"]["missing"] >= 1


def test_an_article_with_a_version_for_another_team_is_not_there_at_all(office: Office, token: str) -> None:
    assert "secret" not in listed(office, token)
    editor = office.token(office.hire(Role.EDITOR, "eve@example.com"), Scope.PROPOSE)
    assert "secret" in listed(office, editor)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=behind", True),
        ("?state=behind&lang=de", True),
        ("?state=behind&lang=ar", False),
        ("?category=cups", True),
        ("?category=other", False),
        ("?q=CUP", True),
        ("?q=nothing", False),
    ],
)
def test_it_is_narrowed_down(office: Office, token: str, query: str, found: bool) -> None:
    assert ("cups/cup" in listed(office, token, query)) is found


def test_it_is_read_on_by_cursor(office: Office, token: str) -> None:
    whole, found, next_ = list(listed(office, token)), [], "?limit=1"
    while next_:
        page = office.ask(token, LIST + next_).get_json()
        found += [one["key"] for one in page["results"]]
        next_ = (page["next"] or "").removeprefix(LIST)
    assert found == whole
    assert len(whole) > 1


def test_a_state_that_is_none_and_a_token_for_something_else_are_refused(office: Office, token: str) -> None:
    assert office.ask(token, f"{LIST}?state=old").status_code == 400
    reader = office.token(office.hire(Role.EDITOR, "eve@example.com"), Scope.SEARCH, Scope.REVIEW)
    assert office.ask(reader, LIST).status_code == 403
