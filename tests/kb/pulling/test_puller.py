"""What a pull brings, and that it loses nothing; every test has a remote of its own."""

from __future__ import annotations

import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kb.files.saving import fingerprint, nobody_saves_in, replace_file
from kb.pulling.outcome import PullState
from kb.pulling.puller import RETRY, ArticlePuller, PullWays
from tests.clock import Clock
from tests.kb.pulling.conftest import Clone, Forge, Node, article
from tests.receivers import serving

pytestmark = pytest.mark.slow

REFUND = "en/orders/refund.md"


def test_what_others_push_is_on_the_site_after_a_pull(forge: Forge, node: Node) -> None:
    assert node.puller.pull().state is PullState.OK
    forge.author.push("en/orders/new.md", article("Cancel an order"))
    forge.author.push(REFUND, article("Get a refund"))
    told = node.puller.pull()
    assert (told.state, told.changed, told.commit) == (PullState.OK, 2, forge.author.head)
    assert node.titles() == {"Get a refund", "Track an order", "Cancel an order"}
    assert node.clone.git("status", "--porcelain") == ""
    assert node.puller.pull().changed == 0


def test_a_change_that_is_in_no_commit_stays_and_others_come(forge: Forge, node: Node) -> None:
    node.clone.write(REFUND, article("Mine"))
    forge.author.push("en/orders/track.md", article("Track it"))
    told = node.puller.pull()
    assert (told.state, told.changed, told.uncommitted) == (PullState.OK, 1, 1)
    assert node.titles() == {"Mine", "Track it"}


@pytest.mark.parametrize("how", ["changed", "new", "ignored"])
def test_a_file_in_the_way_is_never_overwritten(how: str, forge: Forge, node: Node) -> None:
    path = REFUND if how == "changed" else "en/orders/new.md"
    if how == "ignored":
        (node.clone.root / ".git/info/exclude").write_text("new.md\n")
    node.clone.write(path, article("Mine"))
    before = node.clone.head
    forge.author.commit("en/orders/track.md", article("Track it"))
    forge.author.push(path, article("Theirs"))
    told = node.puller.pull()
    assert (told.state, told.files) == (PullState.BLOCKED, (path,))
    assert "overwritten" in told.said
    assert (told.behind, node.clone.head) == (2, before)
    assert "title: Mine" in node.clone.read(path)
    assert "Track an order" in node.clone.read("en/orders/track.md")  # whole or not at all
    (node.clone.root / path).unlink()
    if how == "changed":
        node.clone.git("checkout", "--", path)
    assert node.puller.pull().state is PullState.OK
    assert "title: Theirs" in node.clone.read(path)


def test_commits_of_the_site_stay_where_the_remote_has_others(forge: Forge, node: Node) -> None:
    node.clone.commit(REFUND, article("Mine"))
    mine = node.clone.head
    assert node.puller.pull().state is PullState.AHEAD
    forge.author.push("en/orders/track.md", article("Track it"))
    told = node.puller.pull()
    assert (told.state, told.ahead, told.behind) == (PullState.DIVERGED, 1, 1)
    assert node.clone.head == mine
    assert (node.clone.read(REFUND), "Track it" in node.titles()) == (article("Mine"), False)


def test_a_history_that_was_rewritten_at_the_remote_takes_nothing_away(forge: Forge, node: Node) -> None:
    before = node.clone.head
    forge.author.git("checkout", "--quiet", "--orphan", "other")
    forge.author.commit(REFUND, article("Another history"))
    forge.author.git("push", "--quiet", "--force", "origin", "other:main")
    assert node.puller.pull().state is PullState.DIVERGED
    assert node.clone.head == before
    assert "title: Refund" in node.clone.read(REFUND)


def test_a_link_that_becomes_a_folder_is_pulled_with_what_it_led_to(forge: Forge, node: Node) -> None:
    """Both names were one folder, which was locked twice by whoever waited for it."""
    link = forge.author.root / "fa" / "orders"
    link.parent.mkdir()
    link.symlink_to("../en/orders")
    forge.author.git("add", "--", "fa/orders")
    forge.author.push(REFUND, article("Once"))
    assert node.puller.pull().state is PullState.OK
    assert (node.clone.root / "fa/orders").is_symlink()
    link.unlink()
    forge.author.git("rm", "--quiet", "--cached", "--", "fa/orders")
    forge.author.commit("fa/orders/refund.md", article("بازپرداخت"))
    forge.author.push(REFUND, article("Twice"))
    pulling = threading.Thread(target=node.puller.pull, daemon=True)
    pulling.start()
    pulling.join(60)
    assert not pulling.is_alive()
    assert node.titles() >= {"Twice", "بازپرداخت"}


class TestAHistoryThatWasRewritten:
    """Somebody removed a secret at the remote by force; the commit that has it is none of ours."""

    @pytest.fixture(params=["cut", "replaced"])
    def removed(self, forge: Forge, pushing: Node, request: pytest.FixtureRequest) -> str:
        """The commit that is gone at the remote."""
        forge.author.push("en/orders/secret.md", article("The password"))
        assert pushing.puller.pull().state is PullState.OK
        removed = forge.author.head
        forge.author.git("reset", "--quiet", "--hard", "HEAD~1")
        if request.param == "replaced":
            forge.author.commit("en/orders/other.md", article("Other"))
        forge.author.git("push", "--quiet", "--force", "origin", "main")
        return removed

    def at_remote(self, forge: Forge) -> str:
        return Clone(forge.bare).git("rev-list", "main")

    def test_is_told_and_nothing_goes_back_there(self, removed: str, forge: Forge, pushing: Node) -> None:
        for _ in range(2):
            told = pushing.puller.pull()
            assert (told.state, "rewritten" in told.said) == (PullState.DIVERGED, True)
        assert pushing.clone.head == removed
        assert removed not in self.at_remote(forge)

    def test_is_not_joined_with_a_commit_of_the_site(self, removed: str, forge: Forge, pushing: Node) -> None:
        pushing.clone.commit(REFUND, article("Mine"))
        assert pushing.puller.pull().state is PullState.DIVERGED
        assert removed not in self.at_remote(forge)

    def test_is_told_after_a_fetch_by_hand_as_well(self, removed: str, forge: Forge, pushing: Node) -> None:
        pushing.clone.git("fetch", "--quiet")
        assert pushing.puller.pull().state is PullState.DIVERGED
        assert removed not in self.at_remote(forge)

    def test_what_was_pushed_from_here_and_removed_there_stays_removed(self, forge: Forge, pushing: Node) -> None:
        pushing.clone.commit(REFUND, article("The password"))
        assert pushing.puller.pull().state is PullState.OK
        forge.author.commit("en/orders/other.md", article("Other"))
        forge.author.git("push", "--quiet", "--force", "origin", "main")
        assert pushing.puller.pull().state is PullState.DIVERGED
        assert pushing.clone.head not in self.at_remote(forge)

    def test_is_followed_where_somebody_took_it_over_by_hand(self, removed: str, forge: Forge, pushing: Node) -> None:
        pushing.clone.commit(REFUND, article("Mine"))
        assert pushing.puller.pull().state is PullState.DIVERGED
        taken = pushing.clone.git("for-each-ref", "--format=%(refname)", "refs/kb").strip()
        pushing.clone.git("rebase", "--quiet", "--onto", "origin/main", taken)  # as the manual has it
        assert pushing.puller.pull().state is PullState.OK
        assert self.at_remote(forge).split()[0] == pushing.clone.head
        assert removed not in self.at_remote(forge)
        assert pushing.clone.read(REFUND) == article("Mine")
        forge.author.git("pull", "--quiet")
        forge.author.push(REFUND, article("Theirs"))
        assert pushing.puller.pull().state is PullState.OK


class TestPushing:
    def test_commits_of_the_site_go_to_the_remote(self, forge: Forge, pushing: Node) -> None:
        pushing.puller.pull()
        pushing.clone.write(REFUND, article("Mine"))
        assert pushing.folder.commit_change(REFUND, "Edit", "", "Carol", "carol@example.com") == ""
        pushing.puller.look()
        assert pushing.puller.last.state is PullState.OK
        forge.author.git("pull", "--quiet")
        assert forge.author.head == pushing.clone.head
        assert "Carol" in forge.author.git("log", "-1", "--format=%an")

    def test_what_both_sides_changed_is_joined_where_it_fits(self, forge: Forge, pushing: Node) -> None:
        pushing.clone.commit(REFUND, article("Refund", "One here.\n\nTwo.\n\nThree."))
        pushing.clone.write("en/orders/draft.md", article("In no commit"))
        forge.author.push(REFUND, article("Refund", "One.\n\nTwo.\n\nThree there."))
        told = pushing.puller.pull()
        assert (told.state, told.ahead, told.behind) == (PullState.OK, 0, 0)
        assert "One here.\n\nTwo.\n\nThree there." in pushing.clone.read(REFUND)
        assert "In no commit" in pushing.clone.read("en/orders/draft.md")
        forge.author.git("pull", "--quiet")
        assert forge.author.head == pushing.clone.head
        assert len(forge.author.git("log", "-1", "--format=%p").split()) == 2

    def test_a_conflict_is_told_with_its_files_and_touches_none(self, forge: Forge, pushing: Node) -> None:
        pushing.clone.commit(REFUND, article("Mine"))
        mine = pushing.clone.head
        forge.author.push(REFUND, article("Theirs"))
        told = pushing.puller.pull()
        assert (told.state, told.files) == (PullState.DIVERGED, (REFUND,))
        assert (pushing.clone.head, pushing.clone.read(REFUND)) == (mine, article("Mine"))
        assert pushing.clone.git("status", "--porcelain") == ""

    def test_what_a_colleague_joined_is_followed_by_itself(self, forge: Forge, pushing: Node) -> None:
        pushing.clone.commit(REFUND, article("Mine"))
        forge.author.push(REFUND, article("Theirs"))
        pushing.puller.look()
        assert pushing.puller.last.state is PullState.DIVERGED
        forge.author.git("fetch", "--quiet", str(pushing.clone.root), "main")
        forge.author.git("merge", "--quiet", "-X", "ours", "-m", "Decide", "FETCH_HEAD")
        forge.author.git("push", "--quiet", "origin", "main")
        pushing.clock.later(seconds=RETRY.total_seconds())
        pushing.puller.look()
        assert (pushing.puller.last.state, pushing.clone.head) == (PullState.OK, forge.author.head)

    @pytest.mark.parametrize("scheme", ["", "file://"])
    def test_a_remote_among_the_articles_is_pushed_to_where_its_programs_may_run(
        self, scheme: str, forge: Forge, clone: Clone, clock: Clock
    ) -> None:
        inside = clone.root / "en" / "articles.git"
        shutil.copytree(forge.bare, inside)
        hook = inside / "hooks" / "pre-receive"
        hook.write_text(f"#!/bin/sh\ntouch {clone.root}/ran\n")
        hook.chmod(0o755)
        clone.git("config", "remote.origin.url", f"{scheme}{inside}")
        clone.commit(REFUND, article("Mine"))
        told = Node.of(clone, clock, pushes=True).puller.pull()
        assert (told.state, "KB_GIT_PROGRAMS=1" in told.said) == (PullState.UNREACHABLE, True)
        assert not (clone.root / "ran").exists()
        assert Node.of(clone, clock, pushes=True, programs=True).puller.pull().state is PullState.OK
        assert (clone.root / "ran").exists()

    def test_a_change_in_the_way_of_joining_stays(self, forge: Forge, pushing: Node) -> None:
        pushing.clone.commit("en/orders/other.md", article("Other"))
        pushing.clone.write(REFUND, article("In no commit"))
        forge.author.push(REFUND, article("Theirs"))
        told = pushing.puller.pull()
        assert (told.state, told.files) == (PullState.BLOCKED, (REFUND,))
        assert "In no commit" in pushing.clone.read(REFUND)

    def test_a_remote_that_refuses_is_told_and_asked_again(self, forge: Forge, pushing: Node) -> None:
        hook = forge.bare / "hooks/pre-receive"
        hook.write_text("#!/bin/sh\necho closed for today >&2\nexit 1\n")
        hook.chmod(0o755)
        pushing.clone.commit(REFUND, article("Mine"))
        told = pushing.puller.pull()
        assert (told.state, told.ahead) == (PullState.UNREACHABLE, 1)
        assert "closed for today" in told.said
        hook.unlink()
        pushing.puller.look()
        assert pushing.puller.last.state is PullState.UNREACHABLE  # not before a minute is over
        pushing.clock.later(seconds=RETRY.total_seconds())
        pushing.puller.look()
        assert pushing.puller.last.state is PullState.OK


class TestProgramsOfTheRepository:
    """No program that a repository names runs (decision 13)."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("core.sshCommand", "touch ran"),
            ("remote.origin.uploadpack", "touch ran; git-upload-pack"),
            ("credential.helper", "!touch ran"),
            ("core.fsmonitor", "touch ran"),
            ("remote.origin.vcs", "ext"),
        ],
    )
    def test_settings_start_nothing(self, name: str, value: str, forge: Forge, node: Node) -> None:
        node.clone.git("config", name, value)
        forge.author.push(REFUND, article("Theirs"))
        node.puller.pull()
        assert not (node.clone.root / "ran").exists()
        assert "Theirs" in node.clone.read(REFUND)

    def test_no_command_lists_the_branches_of_a_repository_that_lends_objects(
        self, forge: Forge, clock: Clock, tmp_path: Path
    ) -> None:
        ran = tmp_path / "ran"
        borrowing = tmp_path / "borrowing"
        command = ["git", "clone", "--quiet", "--reference", str(forge.author.root), str(forge.bare), str(borrowing)]
        subprocess.run(command, check=True, capture_output=True)
        clone = Clone(borrowing)
        clone.git("config", "core.alternateRefsCommand", f"touch {ran};:")
        forge.author.push(REFUND, article("Theirs"))
        assert Node.of(clone, clock).puller.pull().state is PullState.OK
        assert not ran.exists()

    def test_an_address_that_is_a_command_is_not_asked(self, node: Node) -> None:
        for address in ("ext::touch ran", "git://127.0.0.1/x", "--upload-pack=touch ran"):
            node.clone.git("config", "remote.origin.url", address)
            assert node.puller.pull().state is PullState.UNUSABLE
        node.clone.git("config", "remote.origin.url", "https://127.0.0.1:1/x")
        node.clone.git("config", "url.ext::touch ran .insteadOf", "https://127.0.0.1:1/")
        assert node.puller.pull().state is PullState.UNREACHABLE
        assert not (node.clone.root / "ran").exists()

    @pytest.mark.parametrize("rule", ["insteadOf", "pushInsteadOf"])
    @pytest.mark.parametrize("whose", ["its own", "of whoever runs the site"])
    def test_no_setting_of_git_leads_to_another_place_than_the_address_of_the_remote(
        self,
        rule: str,
        whose: str,
        forge: Forge,
        clone: Clone,
        clock: Clock,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        other = tmp_path / "other.git"
        subprocess.run(["git", "clone", "--quiet", "--bare", str(forge.bare), str(other)], check=True)
        before = Clone(other).head
        forge.author.push(REFUND, article("Theirs"))
        theirs = tmp_path / "global"
        where = ("--local",) if whose == "its own" else ("--file", str(theirs))
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(theirs))
        clone.git("config", *where, f"url.{tmp_path}/other.{rule}", f"{tmp_path}/remote/articles")
        node = Node.of(clone, clock, pushes=True)
        clone.commit("en/orders/ours.md", article("Ours"))
        assert node.puller.pull().state is PullState.OK
        assert "Theirs" in node.clone.read(REFUND)
        assert Clone(other).head == before
        assert Clone(forge.bare).git("rev-parse", "main").strip() == clone.head

    def test_a_setting_for_the_very_address_of_the_remote_is_refused_by_name(
        self, forge: Forge, node: Node, tmp_path: Path
    ) -> None:
        node.clone.git("config", f"url.{tmp_path}/other.git.insteadOf", str(forge.bare))
        forge.author.push(REFUND, article("Theirs"))
        told = node.puller.pull()
        assert told.state is not PullState.OK
        assert "other.git.insteadof" in told.said
        assert "Theirs" not in node.clone.read(REFUND)

    def test_where_a_hook_would_run_nothing_is_brought_unless_it_may(
        self, forge: Forge, clone: Clone, clock: Clock
    ) -> None:
        hook = clone.root / ".git/hooks/post-merge"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\ntouch ran\n")
        hook.chmod(0o755)
        forge.author.push(REFUND, article("Theirs"))
        told = Node.of(clone, clock).puller.pull()
        assert told.state is PullState.REFUSED
        assert "post-merge" in told.said
        assert "KB_GIT_PROGRAMS=1" in told.said
        assert not (clone.root / "ran").exists()
        assert Node.of(clone, clock, programs=True).puller.pull().state is PullState.OK
        assert (clone.root / "ran").exists()

    def test_where_a_filter_would_run_nothing_is_brought(self, forge: Forge, node: Node) -> None:
        node.clone.git("config", "filter.secret.smudge", "touch ran; cat")
        forge.author.commit(".gitattributes", "*.md filter=secret\n")
        forge.author.push(REFUND, article("Theirs"))
        told = node.puller.pull()
        assert told.state is PullState.REFUSED
        assert "secret" in told.said
        assert not (node.clone.root / "ran").exists()

    def test_filters_are_seen_where_the_articles_are_in_a_folder_of_the_work_tree(
        self, forge: Forge, clone: Clone, clock: Clock
    ) -> None:
        clone.git("config", "filter.secret.smudge", f"touch {clone.root}/ran; cat")
        forge.author.commit(".gitattributes", "/en/orders/refund.md filter=secret\n")
        forge.author.push(REFUND, article("Theirs"))
        told = Node.of(Clone(clone.root / "en"), clock).puller.pull()
        assert (told.state, "secret" in told.said) == (PullState.REFUSED, True)
        assert not (clone.root / "ran").exists()

    def test_a_submodule_is_refused_with_its_name(self, forge: Forge, clone: Clone, clock: Clock) -> None:
        forge.author.git("update-index", "--add", "--cacheinfo", f"160000,{forge.author.head},en/parts")
        forge.author.push(REFUND, article("Theirs"))
        told = Node.of(clone, clock).puller.pull()
        assert (told.state, "the submodule en/parts" in told.said) == (PullState.REFUSED, True)
        assert "title: Refund" in clone.read(REFUND)
        assert Node.of(clone, clock, programs=True).puller.pull().state is PullState.OK

    def test_where_a_driver_would_join_nothing_is_joined(self, forge: Forge, pushing: Node) -> None:
        pushing.clone.git("config", "merge.mine.driver", "touch ran")
        pushing.clone.commit("en/a.md", article("Here"))
        forge.author.push(".gitattributes", "*.md merge=mine\n")
        assert pushing.puller.pull().state is PullState.REFUSED
        assert not (pushing.clone.root / "ran").exists()


class TestWhen:
    def test_at_first_then_by_the_clock(self, forge: Forge, clone: Clone, clock: Clock) -> None:
        node = Node.of(clone, clock, minutes=5)
        node.puller.look()
        forge.author.push(REFUND, article("Theirs"))
        node.puller.look()
        assert "title: Refund" in clone.read(REFUND)
        clock.later(minutes=5)
        node.puller.look()
        assert "Theirs" in clone.read(REFUND)

    def test_when_asked_and_only_then_without_a_time(self, forge: Forge, node: Node) -> None:
        node.puller.look()
        forge.author.push(REFUND, article("Theirs"))
        node.clock.later(days=1)
        node.puller.look()
        assert "title: Refund" in node.clone.read(REFUND)
        node.puller.ask()
        node.puller.look()
        assert "Theirs" in node.clone.read(REFUND)

    def test_a_remote_that_is_away_is_told_and_asked_again(self, forge: Forge, node: Node) -> None:
        away = forge.bare.rename(forge.bare.with_suffix(".away"))
        assert node.puller.pull().state is PullState.UNREACHABLE
        assert node.titles() == {"Refund", "Track an order"}
        away.rename(forge.bare)
        node.clock.later(seconds=60)
        node.puller.look()
        assert node.puller.told() == "ok"

    def test_a_folder_without_git_or_branch_says_so(self, node: Node, clock: Clock) -> None:
        node.clone.git("checkout", "--quiet", "--detach")
        assert "no branch" in node.puller.pull().said
        nothing = ArticlePuller(None, node.library, clock, PullWays())
        assert (nothing.pull().state, "work tree" in nothing.last.said) == (PullState.UNUSABLE, True)


def test_files_are_not_replaced_while_somebody_saves_them(forge: Forge, node: Node) -> None:
    forge.author.push(REFUND, article("Theirs"))
    with nobody_saves_in([node.clone.root / "en/orders"]):
        pulling = threading.Thread(target=node.puller.pull)
        pulling.start()
        pulling.join(1)
        assert pulling.is_alive()
        assert "title: Refund" in node.clone.read(REFUND)
    pulling.join(60)
    assert "Theirs" in node.clone.read(REFUND)


def test_a_save_of_another_version_than_was_pulled_is_refused_as_ever(forge: Forge, node: Node) -> None:
    path = node.clone.root / REFUND
    seen = fingerprint(path.read_bytes())
    forge.author.push(REFUND, article("Theirs"))
    node.puller.pull()
    with pytest.raises(Exception, match="changed"):
        replace_file(path, b"mine", seen)


def test_name_and_token_go_to_the_remote_and_nowhere_on_a_command_line(
    clone: Clone, clock: Clock, tmp_path: Path
) -> None:
    given: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            given.append(self.headers.get("Authorization", ""))
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Handler) as address:
        host = address.removeprefix("http://")
        for url, ways in (
            (f"http://bot:in%40address@{host}/x.git", PullWays()),
            (f"{address}/x.git", PullWays(credentials="bot:by/file")),
        ):
            clone.git("config", "remote.origin.url", url)
            node = Node.of(clone, clock)
            told = ArticlePuller(node.folder, node.library, clock, ways).pull()
            assert told.state is PullState.UNREACHABLE
            assert "address@" not in told.said
    assert "Basic Ym90OmluQGFkZHJlc3M=" in given  # bot:in@address
    assert "Basic Ym90OmJ5L2ZpbGU=" in given  # bot:by/file
