"""Who left gets nothing more, what was theirs is not forgotten, and can be handed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import app
from kb.account_services.accounts import Accounts
from kb.account_services.commands import user
from kb.account_services.handover import heir_of
from kb.account_services.teams import Teams
from kb.accounts.accounts import AccountError
from kb.catalog.article import ArticleId
from kb.core.command_line import Context
from kb.core.roles import AT_THE_COMMAND_LINE, Person, Role
from kb.git.folder import GitFolder
from review.decisions.decide import Decisions
from review.decisions.decision import DecisionKind, DecisionStatus, Reviewer
from review.decisions.decision_request import WRITING, DecisionRequest
from review.decisions.history import of_article
from review.notices.notify import notify
from review.queue.rows import Reason as Why
from tests.git_site import begin_repository, git
from tests.review.conftest import Reviewing

pytestmark = pytest.mark.slow  # commands and databases


@pytest.fixture
def accounts(reviewing: Reviewing) -> Accounts:
    known = Accounts(reviewing.review.database, reviewing.clock)
    for email, name, role in (
        ("boss@example.com", "Boss", Role.ADMIN),
        ("st@example.com", "Stella", Role.EDITOR),
        ("heir@example.com", "Heir", Role.EDITOR),
        ("staff@example.com", "Sue", Role.STAFF),
    ):
        known.add(AT_THE_COMMAND_LINE, email, name, role)
    return known


def letters(reviewing: Reviewing, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    notify(reviewing.review, reviewing.review.today())
    return "".join(capsys.readouterr())


def test_everybody_in_a_team_that_owns_an_article_is_told_and_it_may_be_handed_to_one(
    reviewing: Reviewing, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    teams = Teams(reviewing.review.database, reviewing.clock)
    for slug in ("support", "sales", "empty"):
        teams.add(AT_THE_COMMAND_LINE, slug, slug.title())
    for email in ("st@example.com", "heir@example.com"):
        teams.join(AT_THE_COMMAND_LINE, "support", accounts.get(email))
    teams.join(AT_THE_COMMAND_LINE, "sales", accounts.get("staff@example.com"))
    reviewing.article("lid", owner="support", last_reviewed_on="2024-01-01")
    told = letters(reviewing, capsys)
    assert "<st@example.com>" in told
    assert "<heir@example.com>" in told
    accounts.disable(AT_THE_COMMAND_LINE, "st@example.com")
    assert "st@example.com" not in letters(reviewing, capsys)
    reviewing.collection.write("review.yml", b"owners: {support: box@example.com}\n")
    told = letters(reviewing, capsys)
    assert ("box@example.com" in told, "heir@example.com" in told) == (True, False)
    assert heir_of(accounts, "sales", "support") == "support"
    for nobody in ("sales", "empty", "gone", "support"):  # in none of them is somebody else who reviews
        with pytest.raises(AccountError):
            heir_of(accounts, "support", nobody)
    outcome = reviewing.review.hand_over("support", "support", "heir@example.com", Person(Role.ADMIN, "Boss"))
    assert len(outcome.done) == 1


@pytest.mark.parametrize("assignee", ["st@example.com", "Stella", "Stella <ST@example.com>"])
def test_what_was_assigned_to_them_goes_to_the_owner_and_says_so(
    reviewing: Reviewing, accounts: Accounts, capsys: pytest.CaptureFixture[str], assignee: str
) -> None:
    reviewing.collection.write("review.yml", b"owners: {Orders: orders@example.com, Stella: st@example.com}\n")
    lid = reviewing.article("lid", owner="Orders", last_reviewed_on="2024-01-01")
    reviewing.decide(DecisionKind.NEEDS_UPDATE, lid, assignee=assignee, note="New photo")
    assert "st@example.com" in letters(reviewing, capsys).lower()
    accounts.disable(AT_THE_COMMAND_LINE, "st@example.com")
    told = letters(reviewing, capsys)
    assert "To: Orders <orders@example.com>" in told
    assert f"Whoever should act has left: {assignee}" in told
    assert "To: Stella" not in told
    row = reviewing.row(lid)
    assert (row.responsible, Why("left", text=assignee) in row.reasons) == ("Orders", True)
    accounts.enable(AT_THE_COMMAND_LINE, "st@example.com")
    assert reviewing.row(lid).responsible == assignee


def test_what_they_own_waits_with_nobody_and_an_address_of_a_team_that_is_theirs_is_left_out(
    reviewing: Reviewing, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    reviewing.collection.write("review.yml", b"owners: {Team: 'st@example.com; bob@example.com'}\n")
    own = reviewing.article("own", owner="st@example.com", last_reviewed_on="2024-01-01")
    reviewing.article("team", owner="Team", last_reviewed_on="2024-01-01")
    accounts.disable(AT_THE_COMMAND_LINE, "st@example.com")
    assert reviewing.row(own).responsible is None
    told = letters(reviewing, capsys)
    assert "To: Team <bob@example.com>" in told
    assert "st@example.com>" not in told


@pytest.fixture
def kb(reviewing: Reviewing) -> object:
    settings = reviewing.review.settings

    def run(*arguments: str) -> Result:
        environment = {"KB_DATABASE_URL": str(reviewing.review.database.url)}
        places = (str(settings.articles_dir), str(settings.data_dir))
        context = Context(*places, environment, app.open_review, app.create_app)
        return CliRunner().invoke(user, arguments, obj=context)

    return run


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the command opens it by its address
def test_disabling_names_what_is_still_with_them_and_hands_it_over(
    reviewing: Reviewing, accounts: Accounts, kb: object
) -> None:
    own = reviewing.article("own", owner="st@example.com", last_reviewed_on="2024-01-01")
    lid, cup = (reviewing.article(key, owner="Orders", last_reviewed_on="2024-01-01") for key in ("lid", "cup"))
    reviewing.decide(DecisionKind.NEEDS_UPDATE, lid, assignee="Stella", note="New photo")
    before = {id_: reviewing.file(id_).read_bytes() for id_ in (own, lid, cup)}
    named = kb("disable", "st@example.com").stdout  # type: ignore[operator]
    assert named.startswith("st@example.com is disabled.\nWith them are still 2 articles")
    assert "en/lid" in named
    assert "en/own" in named
    assert "en/cup" not in named
    handed = kb("disable", "st@example.com", "--hand-over-to", "heir@example.com").stdout  # type: ignore[operator]
    assert "2 of 2 articles that were with them are with heir@example.com now." in handed
    reviewing.review.library.refresh()
    assert {reviewing.row(id_).responsible for id_ in (own, lid)} == {"heir@example.com"}
    assert reviewing.row(lid).standing.task == "New photo"
    assert reviewing.row(cup).responsible == "Orders"
    now = {id_: reviewing.file(id_).read_bytes() for id_ in (own, lid, cup)}
    assert now == {**before, own: before[own].replace(b"st@example.com", b"heir@example.com")}
    assert kb("disable", "st@example.com").stdout == "st@example.com is disabled.\n"  # type: ignore[operator]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_named_beside_them_stays_an_owner_and_a_file_that_cannot_be_edited_is_told(reviewing: Reviewing) -> None:
    review, boss = reviewing.review, Person(Role.ADMIN, "Boss", "boss@example.com", 1)
    reviewing.collection.write("en/orders/_index.md", title="Orders", owner="Stella")
    both = reviewing.article("both", owner="Bob <bob@example.com>, Stella <ST@example.com>", status="draft")
    of_category = reviewing.article("orders/late")
    other = reviewing.article("orders/other", owner="Estella")
    reviewing.collection.write("en/odd.md", b"---\ntitle: Odd\nowner:\n  - Stella\n---\n\nText.\n")
    review.library.refresh()
    assert {one.id for one in review.waiting_with("Stella", "st@example.com")} >= {both, of_category}
    owned = review.owned_by_name()
    assert (both in owned["st@example.com"], both in owned["bob@example.com"]) == (True, True)
    outcome = review.hand_over("Stella", "st@example.com", "heir@example.com", boss)
    articles = review.catalog.articles
    assert set(outcome.done) >= {both, of_category}
    assert articles[both].owner == "Bob <bob@example.com>, heir@example.com"
    assert articles[of_category].owner == "heir@example.com"
    assert articles[other].owner == "Estella"
    with review.database.connect() as connection:
        [last] = [d for d in of_article(connection, both) if d.kind is DecisionKind.HANDED_OVER]
    assert (last.person, last.status) == (Reviewer("Boss", "boss@example.com"), DecisionStatus.DONE)
    review.decisions.undo(last.batch, Reviewer("Boss"))
    assert articles_now(reviewing, both) == "Bob <bob@example.com>, Stella <ST@example.com>"


def articles_now(reviewing: Reviewing, id_: ArticleId) -> str | None:
    return reviewing.review.catalog.articles[id_].owner


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("heir", "why"),
    [
        ("staff@example.com", "cannot review articles"),
        ("st@example.com", "cannot hand over to themselves"),
        ("nobody@example.com", "there is no account for"),
    ],
)
def test_who_cannot_take_it_over_is_refused_before_anything_is_done(
    reviewing: Reviewing, accounts: Accounts, kb: object, heir: str, why: str
) -> None:
    result = kb("disable", "st@example.com", "--hand-over-to", heir)  # type: ignore[operator]
    assert isinstance(result.exception, AccountError)
    assert why in str(result.exception)
    assert not accounts.get("st@example.com").disabled
    assert Path(reviewing.review.settings.articles_dir).exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_kind_of_decision_that_is_written_into_a_file_can_be_committed(reviewing: Reviewing) -> None:
    root, review = reviewing.collection.root, reviewing.review
    ids = {kind: reviewing.article(kind.value, owner="Stella, Bob") for kind in WRITING}
    begin_repository(root)
    decisions = Decisions(review.library, review.database, reviewing.clock, GitFolder.open(root))
    for kind, id_ in ids.items():
        order = DecisionRequest(kind, assignee="Heir", text=reviewing.file(id_).read_bytes() + b"\nMore.\n")
        outcome = decisions.decide(order, [reviewing.seen(id_)], Reviewer("Boss", "boss@example.com"))
        assert (outcome.done, outcome.refused, outcome.warnings) == ([id_], [], [])
    assert len(git(root, "log", "--format=%s").splitlines()) == 1 + len(ids)
    assert git(root, "status", "--porcelain") == ""
