"""What is told of an article before it is reviewed, on real files and in a real git repository."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from kb.catalog.article import EVERYONE, ArticleId
from kb.editing.check import check, problems_of
from kb.editing.file_version import Version
from kb.git.folder import GitFolder
from kb.markdown.render import render
from review.decisions.decision import DecisionKind
from review.pages.findings import LastReview, Since, findings_of, last_review, look_at, since_review
from tests.conftest import Collection
from tests.review.conftest import ALICE, Reviewing

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

STEPS = "Open the lid.\n\nPress the button.\n\nClose the lid."


def git(root: Path, *arguments: str, on: str = "2026-01-01T08:00:00Z") -> None:
    """Do what a person does at the terminal."""
    who = ("-c", "user.name=Carol", "-c", "user.email=carol@example.com", "-c", "init.defaultBranch=main")
    environment = {**os.environ, "GIT_COMMITTER_DATE": on, "GIT_AUTHOR_DATE": on}
    subprocess.run(["git", *who, *arguments], cwd=root, env=environment, check=True, capture_output=True)


@pytest.fixture
def in_git(reviewing: Reviewing) -> Reviewing:
    """A review whose articles are in a git work tree."""
    git(reviewing.collection.root, "init")
    reviewing.review.git = GitFolder.open(reviewing.collection.root)
    return reviewing


def commit(reviewing: Reviewing, day: str) -> None:
    """Commit all that there is on a day."""
    git(reviewing.collection.root, "add", "--all")
    git(reviewing.collection.root, "commit", "-m", "Change", on=f"{day}T08:00:00Z")


def since(reviewing: Reviewing, id_: ArticleId) -> Since:
    """What changed in the article's file as it is now."""
    version = look_at(reviewing.review, reviewing.review.catalog.articles[id_])
    return since_review(reviewing.review, version, last_review(reviewing.review, version.article))


def words(found: Since) -> list[tuple[str, str]]:
    """The changed lines."""
    return [(line.kind, line.text) for hunk in found.hunks for line in hunk.lines if line.kind != "same" and line.text]


class TestSinceTheLastReview:
    def test_an_article_that_was_never_reviewed_has_nothing_to_compare_with(self, reviewing: Reviewing) -> None:
        assert since(reviewing, reviewing.article("lid", body=STEPS)).state == "never"

    def test_without_git_and_without_a_decision_here_no_version_is_known(self, reviewing: Reviewing) -> None:
        assert since(reviewing, reviewing.article("lid", last_reviewed_on="2026-05-01")).state == "unknown"

    def test_what_was_edited_after_a_decision_is_told_without_git(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", body=STEPS)
        reviewing.decide(DecisionKind.REVIEWED, lid, checklist=("wording",))
        assert since(reviewing, lid).state == "same"
        file = reviewing.file(lid)
        file.write_text(file.read_text("utf-8").replace("Press", "Hold"), "utf-8")
        found = since(reviewing, lid)
        assert found.state == "changed"
        assert words(found) == [("removed", "Press the button."), ("added", "Hold the button.")]

    def test_an_edit_on_the_day_of_the_review_is_told_though_git_ends_that_day_with_it(self, in_git: Reviewing) -> None:
        lid = in_git.article("lid", body=STEPS)
        commit(in_git, "2026-01-01")
        in_git.decide(DecisionKind.REVIEWED, lid, checklist=("wording",))
        in_git.file(lid).write_bytes(in_git.file(lid).read_bytes().replace(b"Press", b"Hold"))
        commit(in_git, "2026-11-22")
        assert words(since(in_git, lid)) == [("removed", "Press the button."), ("added", "Hold the button.")]

    def test_a_review_made_outside_is_compared_with_gits_version_of_that_day(self, in_git: Reviewing) -> None:
        lid = in_git.article("lid", body=STEPS, last_reviewed_on="2026-02-01")
        commit(in_git, "2026-02-01")
        in_git.article("lid", body=STEPS.replace("Close", "Lock"), last_reviewed_on="2026-02-01")
        commit(in_git, "2026-03-01")
        found = since(in_git, lid)
        assert words(found) == [("removed", "Close the lid."), ("added", "Lock the lid.")]
        assert found.changes is not None
        assert (found.changes.added, found.changes.removed) == (1, 1)

    def test_dates_alone_are_no_change(self, in_git: Reviewing) -> None:
        lid = in_git.article("lid", body=STEPS, last_reviewed_on="2026-02-01")
        commit(in_git, "2026-02-01")
        in_git.article("lid", body=STEPS, last_reviewed_on="2026-02-01", updated_on="2026-06-01")
        assert since(in_git, lid).state == "same"

    def test_a_file_that_git_did_not_have_then_is_unknown_and_not_unchanged(self, in_git: Reviewing) -> None:
        lid = in_git.article("lid", body=STEPS, last_reviewed_on="2025-02-01")
        commit(in_git, "2026-02-01")
        assert since(in_git, lid).state == "unknown"


class TestTheLastReview:
    def test_a_decision_here_tells_who_and_with_which_checklist(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid")
        reviewing.decide(DecisionKind.REVIEWED, lid, checklist=("steps_tried", "wording"))
        found = last_review(reviewing.review, reviewing.review.catalog.articles[lid])
        assert found is not None
        assert found.decision is not None
        assert (found.on, found.by) == (reviewing.clock.now.date(), ALICE.name)
        assert found.decision.details["checklist"] == ["steps_tried", "wording"]

    def test_a_later_date_in_the_file_is_not_credited_to_the_decision_before(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid")
        reviewing.decide(DecisionKind.REVIEWED, lid, checklist=("wording",))
        later = (reviewing.clock.now + timedelta(days=1)).date()
        reviewing.article("lid", last_reviewed_on=later.isoformat(), reviewed_by="Dave")
        article = reviewing.review.catalog.articles[lid]
        assert last_review(reviewing.review, article) == LastReview(later, "Dave", None)

    def test_a_decision_taken_back_is_no_review(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid")
        outcome = reviewing.decide(DecisionKind.REVIEWED, lid, checklist=("wording",))
        reviewing.review.decisions.undo(outcome.batch, ALICE)
        assert last_review(reviewing.review, reviewing.review.catalog.articles[lid]) is None


class TestTheVersionLookedAt:
    def test_it_is_read_from_the_very_bytes_also_before_the_library_noticed(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", body=STEPS)
        file = reviewing.file(lid)
        file.write_text("---\ntitle: New\n---\nOther.\n", "utf-8")
        article = look_at(reviewing.review, reviewing.review.catalog.articles[lid]).article
        assert (article.title, article.body) == ("New", "Other.\n")
        assert article.id == lid

    @pytest.mark.parametrize(
        ("content", "expected"), [(b"x\n", True), (b"\xff\n", False), (b"a\0b", False), ("آب".encode(), True)]
    )
    def test_what_a_browser_would_change_is_not_edited_in_one(
        self, reviewing: Reviewing, content: bytes, expected: bool
    ) -> None:
        lid = reviewing.article("lid")
        article = reviewing.review.catalog.articles[lid]
        assert Version(content, article).is_editable is expected


class TestWhatIsBroken:
    def test_the_problems_of_one_article_are_those_that_a_check_of_all_tells(self, collection: Collection) -> None:
        write = collection.write
        write("en/lid.md", "[a](gone.md) [b](cup.md#no) [c](cup.md#yes) ![d](no.png)", title="Lid", old_paths="[cup]")
        write("en/cup.md", "## Yes\n\n[x](nowhere.md) [desk](desk.md)", title="Cup", review_in="soon")
        write("en/desk.md", "Ring.", title="Desk", audience="internal", moved_to="cup")
        write("fa/only.md", "متن", title="تنها")
        catalog = collection.library().catalog
        everything = check(catalog)
        assert {problem.code for problem in everything} >= {"broken_link", "broken_anchor", "missing_image"}
        for article in catalog.published:
            page = render(article, catalog, EVERYONE)
            assert problems_of(article, page, catalog) == [p for p in everything if p.path == article.path]

    def test_external_links_are_listed_and_nothing_is_known_of_them_unasked(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", body="[x](https://example.com/a#b) [y](mailto:a@example.com)")
        found = findings_of(reviewing.review, reviewing.review.catalog.articles[lid])
        assert found.links.results == {"https://example.com/a#b": None}
        assert found.links.waiting == 0
        reviewing.review.links.request(lid, found.links.results)  # nothing runs: nothing is fetched
        assert findings_of(reviewing.review, reviewing.review.catalog.articles[lid]).links.waiting == 1
