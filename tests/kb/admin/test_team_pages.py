"""Administrators make teams, say who is in them, and remove those that no article names any more."""

from __future__ import annotations

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.core.roles import AT_THE_COMMAND_LINE, Role
from tests.conftest import Collection
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages


def told(response: TestResponse) -> str:
    said = html.document_fromstring(response.text).xpath(
        "//*[@role='status' or @role='alert'][starts-with(@class, 'said')]"
    )
    return " ".join(" ".join(one.text_content().split()) for one in said)


def send(browser: Browser, path: str, **fields: object) -> tuple[int, str]:
    """The status of an act, and what the page after it says."""
    response = browser.client.post(f"/admin/{path}", data=fields)
    return response.status_code, told(browser.get(response.location) if response.status_code == 303 else response)


def test_a_team_is_made_filled_renamed_and_removed(office: Office, browser: Browser) -> None:
    sue = office.hire(Role.STAFF, "sue@example.com")
    assert "There are no teams yet." in browser.get("/admin/teams").text
    status, said = send(browser, "teams", name="Support <EU>", slug="Support EU")
    assert (status, said) == (
        400,
        "A short name is made of small letters a to z, digits and single hyphens, like support-eu.",
    )
    assert send(browser, "teams", name="Support <EU>", slug="support-eu")[0] == 303
    assert send(browser, "teams", name="Support <EU>", slug="support-eu")[0] == 303, (
        "a second click leads there as well"
    )
    assert send(browser, "teams", name="Other", slug="support-eu") == (
        400,
        "There is a team with this short name already.",
    )
    assert send(browser, "teams", name="  ", slug="x") == (400, "Write a name for the team.")
    (team,) = office.teams.everyone()
    page = f"teams/{team.id}"
    assert send(browser, f"{page}/members", member="gone@example.com")[0] == 400
    assert send(browser, f"{page}/members", member=sue.email) == (303, "The team has one member more.")
    assert send(browser, f"{page}/members", member=sue.email) == (303, ""), "she is in it already"
    assert "Sue" in browser.get(f"/admin/{page}").text
    assert "Support &lt;EU&gt;" in browser.get("/admin/people").text
    assert send(browser, f"{page}/name", name="Europe") == (303, "The team has another name.")
    assert office.teams.get("support-eu").name == "Europe"
    assert send(browser, f"{page}/members/{sue.id}/leave") == (303, "The team has one member fewer.")
    assert send(browser, f"people/{sue.id}/teams", team="gone")[0] == 400
    assert send(browser, f"people/{sue.id}/teams", team="support-eu") == (303, "The teams are changed.")
    assert office.accounts.get(sue.email).teams == {"support-eu"}
    assert send(browser, f"{page}/remove") == (303, "The team is removed.")
    assert office.accounts.get(sue.email).teams == frozenset()
    assert browser.get(f"/admin/{page}").status_code == 404


def test_a_team_that_articles_name_stays_until_somebody_has_them(
    office: Office, browser: Browser, collection: Collection
) -> None:
    heir, staff = office.hire(Role.EDITOR, "heir@example.com"), office.hire(Role.STAFF, "sue@example.com")
    collection.write("en/orders/track.md", title="Track", owner="support")
    team = office.teams.add(AT_THE_COMMAND_LINE, "support", "Support")
    assert "Track" in browser.get(f"/admin/teams/{team.id}").text
    refused = send(browser, f"teams/{team.id}/remove")
    assert refused == (400, "Articles still name this team. Hand them over, or change them, and remove it then.")
    assert send(browser, f"teams/{team.id}/remove", heir=staff.email)[0] == 400
    status, said = send(browser, f"teams/{team.id}/remove", heir=heir.email)
    assert (status, said) == (303, "The team is removed. 1 article was handed over.")
    assert b"owner: heir@example.com" in (collection.root / "en/orders/track.md").read_bytes()


def test_articles_of_a_person_are_handed_over_to_a_team(
    office: Office, browser: Browser, collection: Collection
) -> None:
    ed, heir = office.hire(Role.EDITOR, "ed@example.com"), office.hire(Role.EDITOR, "heir@example.com")
    office.teams.add(AT_THE_COMMAND_LINE, "support", "Support")
    page = browser.get(f"/admin/people/{ed.id}").text
    assert "Team: Support" not in page  # nobody in it reviews
    assert send(browser, f"people/{ed.id}/hand-over", heir="support")[0] == 400
    office.teams.join(AT_THE_COMMAND_LINE, "support", heir)
    assert "Team: Support" in browser.get(f"/admin/people/{ed.id}").text
    assert send(browser, f"people/{ed.id}/hand-over", heir="support") == (303, "1 article was handed over.")
    assert b"owner: support" in (collection.root / "en/orders/refund.md").read_bytes()
    (team,) = office.teams.everyone()
    assert "Refund" in browser.get(f"/admin/teams/{team.id}").text


def test_a_team_that_files_are_for_stays(office: Office, browser: Browser, collection: Collection) -> None:
    team = office.teams.add(AT_THE_COMMAND_LINE, "support", "Support")
    collection.write("en/orders/secret.md", title="Secret", audience="[support, sales]")
    browser.get("/en/")
    assert "en/orders/secret.md" in browser.get(f"/admin/teams/{team.id}").text
    refused = "Files still say that they are for this team. Change their audience, and remove the team then."
    assert send(browser, f"teams/{team.id}/remove") == (400, refused)
    assert office.teams.get("support").name == "Support"


def test_a_team_that_categories_name_stays_and_nothing_is_handed_over_before(
    office: Office, browser: Browser, collection: Collection
) -> None:
    heir = office.hire(Role.EDITOR, "heir@example.com")
    team = office.teams.add(AT_THE_COMMAND_LINE, "support", "Support")
    collection.write("en/orders/_index.md", title="Orders", owner="sales, support")
    track = collection.write("en/orders/track.md", title="Track")
    before = track.read_bytes()
    browser.get("/en/")
    assert "en/orders/_index.md" in browser.get(f"/admin/teams/{team.id}").text
    refused = "Categories still name this team as their owner. Change their files, and remove the team then."
    assert send(browser, f"teams/{team.id}/remove", heir=heir.email) == (400, refused)
    assert (track.read_bytes(), office.teams.get("support").name) == (before, "Support")


def test_only_administrators_reach_teams(office: Office) -> None:
    editor = office.browser(office.hire(Role.EDITOR))
    team = office.teams.add(AT_THE_COMMAND_LINE, "support", "Support")
    for path in ("/admin/teams", f"/admin/teams/{team.id}"):
        assert editor.get(path).status_code == 403
    for act in ("name", "members", "members/1/leave", "remove"):
        assert editor.client.post(f"/admin/teams/{team.id}/{act}").status_code == 403
    assert office.teams.get("support").name == "Support"
