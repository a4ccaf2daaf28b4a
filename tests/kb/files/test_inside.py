"""No link leads out of the articles folder, whatever file of it is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app import check_files
from kb.editing.check import check
from kb.files.inside import OutsideError, content_of, is_inside, leads_inside, read_inside
from review.queue.rules import RuleFile
from search.desk.ready_replies import read_replies, reply_problems
from tests.conftest import Collection

SECRET = "owners:\n  Ann: secret@machine.example\n"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A folder of the machine with files that nobody may see by the site."""
    folder = tmp_path / "machine"
    folder.mkdir()
    for name in ("secret", "a.md", "review.yml"):
        (folder / name).write_text(SECRET)
    return folder


class TestReading:
    def test_a_file_and_a_link_to_one_beside_it_are_read(self, collection: Collection) -> None:
        collection.write("en/a.md", "text")
        (collection.root / "b.md").symlink_to("en/a.md")
        assert read_inside(collection.root, "b.md") == (collection.root / "en/a.md").read_bytes()
        assert content_of(collection.root, "b.md") == (collection.root / "en/a.md").read_bytes()
        assert content_of(collection.root, "c.md") is None

    @pytest.mark.parametrize("way", ["file", "folder", "chain", "dots", "whole"])
    def test_nothing_elsewhere_is(self, collection: Collection, secret: Path, way: str) -> None:
        root, path = collection.root, "x/a.md"
        (root / "x").mkdir()
        if way == "file":
            (root / path).symlink_to(secret / "a.md")
        elif way == "folder":
            (root / "x").rmdir()
            (root / "x").symlink_to(secret)
        elif way == "chain":
            (root / "y").symlink_to(secret / "a.md")
            (root / path).symlink_to("../y")
        elif way == "dots":
            (root / path).symlink_to(os.path.relpath(secret / "a.md", root / "x"))
        else:
            path = f"../{secret.name}/a.md"
        with pytest.raises(OutsideError, match="leads out"):
            read_inside(root, path)
        assert content_of(root, path) is None
        assert not is_inside(root, root / path)

    def test_a_folder_that_is_not_there_yet_is_where_the_first_above_it_is(
        self, collection: Collection, secret: Path
    ) -> None:
        root = collection.root
        (root / "en").mkdir(exist_ok=True)
        (root / "out").symlink_to(secret)
        (root / "lost").symlink_to(secret / "nothing")
        assert all(leads_inside(root, root / path) for path in ("", "en", "en/a/b", "new/a"))
        assert not any(leads_inside(root, root / path) for path in ("out", "out/a", "lost", "lost/a"))

    @pytest.mark.parametrize("hidden", [".git/config", ".env", "en/.htpasswd", "en/.git/HEAD", ".ssh/id"])
    def test_no_link_leads_to_what_the_folder_hides_by_its_name(self, collection: Collection, hidden: str) -> None:
        collection.write("en/a.md", "text")
        (collection.root / hidden).parent.mkdir(parents=True, exist_ok=True)
        (collection.root / hidden).write_text("token")
        for name in ("leak.txt", "en/leak.md"):
            (collection.root / name).symlink_to(collection.root / hidden)
            with pytest.raises(OutsideError, match="hidden"):
                read_inside(collection.root, name)
            assert not is_inside(collection.root, collection.root / name)
        catalog = collection.library().catalog
        assert not {"leak.txt", "en/leak.md"} & catalog.files
        assert {one.path for one in catalog.problems if one.code == "link_hidden"} == {"leak.txt", "en/leak.md"}
        assert "token" not in "".join(article.body for article in catalog.articles.values())

    def test_the_links_of_a_folder_that_an_orchestrator_mounts_are_followed(self, collection: Collection) -> None:
        (collection.root / "..2026_11").mkdir()
        (collection.root / "..data").symlink_to("..2026_11")
        (collection.root / "..2026_11/a.md").write_text("# Title\n\ntext\n")
        (collection.root / "a.md").symlink_to("..data/a.md")
        assert [article.title for article in collection.library().catalog.articles.values()] == ["Title"]

    @pytest.mark.parametrize("kind", ["pipe", "folder", "circle"])
    def test_what_is_no_file_is_not_waited_for(self, collection: Collection, kind: str) -> None:
        place = collection.root / "x"
        if kind == "pipe":
            os.mkfifo(place)
        elif kind == "folder":
            place.mkdir()
        else:
            place.symlink_to("x")
        with pytest.raises(OSError, match="not a file|circle|directory"):
            read_inside(collection.root, "x")

    def test_no_more_is_read_than_asked_for(self, collection: Collection) -> None:
        (collection.root / "x").write_bytes(b"x" * 1000)
        assert len(read_inside(collection.root, "x", 10)) == 11

    def test_the_articles_folder_itself_may_be_a_link(self, collection: Collection, tmp_path: Path) -> None:
        collection.write("en/a.md", "text")
        (tmp_path / "current").symlink_to(collection.root)
        assert b"text" in read_inside(tmp_path / "current", "en/a.md")


class TestFilesBesideTheArticles:
    @pytest.mark.parametrize("place", ["_replies", "_replies/en", "_replies/en/a.md"])
    def test_replies_elsewhere_are_refused_and_named(self, collection: Collection, secret: Path, place: str) -> None:
        target = secret / "a.md" if place.endswith(".md") else secret
        if place == "_replies":
            (secret / "en").mkdir()
            (secret / "en/a.md").write_text(SECRET)
        (collection.root / place).parent.mkdir(parents=True, exist_ok=True)
        (collection.root / place).symlink_to(target)
        assert read_replies(collection.root, "en", "en") == []
        assert [problem.path for problem in reply_problems(collection.root)] == [place]

    @pytest.mark.parametrize("target", ["review.yml", "/dev/zero"])
    def test_rules_elsewhere_are_refused_and_named(self, collection: Collection, secret: Path, target: str) -> None:
        (collection.root / "review.yml").symlink_to(secret / target)
        assert RuleFile(collection.root).read().address("Ann") is None
        [problem] = [one for one in check_files(collection.root) if one.path == "review.yml"]
        assert "leads out of the articles folder" in problem.message

    def test_rules_without_end_are_not_read(self, collection: Collection) -> None:
        (collection.root / "review.yml").write_text("# " + "x" * 300_000)
        [problem] = RuleFile(collection.root).read().problems
        assert "larger than 256 KB" in problem.message

    @pytest.mark.parametrize("name", ["site.yml", "synonyms.yml", "logo.svg"])
    def test_the_others_are_left_out_and_named(self, collection: Collection, secret: Path, name: str) -> None:
        (collection.root / name).symlink_to(secret / "secret")
        catalog = collection.library().catalog
        assert name not in catalog.files
        assert ("link_outside", name) in {(problem.code, problem.path) for problem in check(catalog)}
