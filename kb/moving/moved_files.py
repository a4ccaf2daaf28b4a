"""Makes and takes away the files of a move, so that an article is at its new place before it is gone from the old."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kb.catalog.article import ArticleId
from kb.core.errors import FileChangedError
from kb.editing.file_version import read_as
from kb.files.inside import content_of
from kb.files.saving import SaveError, create_file, fingerprint, remove_empty_above, remove_file, replace_file
from kb.front_matter.edit import FrontMatterEditError
from kb.front_matter.parse import FrontMatterError
from kb.library.library import Library
from kb.moving.move_rows import MoveSteps
from kb.moving.plan import MovePlan, with_old_paths
from kb.storage.relocation import NewAddress


def steps_of(root: Path, plan: MovePlan) -> MoveSteps:
    """What is planned, as it is noted.

    Raises:
        FileChangedError: an article is not as it was planned any more.

    """
    beside = {}
    for move in plan.articles:
        if (now := content_of(root, move.address.path)) != move.before:
            raise FileChangedError(root / move.address.path, None if now is None else fingerprint(now))
    for path, to in plan.beside.items():
        before = (root / path).read_bytes()
        beside[path] = (to, fingerprint(plan.edited.get(to, before)), fingerprint(before))
    return MoveSteps([move.address for move in plan.articles], beside, plan.change.categories)


def make_new(library: Library, plan: MovePlan, steps: MoveSteps) -> None:
    """Make the new files, those beside the articles first: where all articles are there, everything is.

    Raises:
        FileExistsError: there is one by now; it stays as it is.
        SaveError: one cannot be written, or would not be the article where it lies.

    """
    root = library.root
    for path, to in plan.beside.items():
        create_file(root / to, plan.edited.get(to) or (root / path).read_bytes())
    for move in plan.articles:
        create_file(root / move.address.new_path, move.after)
    articles = library.refresh().articles
    for one in steps.articles:
        made = articles.get(ArticleId(one.language, one.new))
        if made is None or made.path != one.new_path:
            raise SaveError(root / one.new_path, "would not be this article: site.yml leaves files there out")


def is_made(root: Path, steps: MoveSteps) -> bool:
    """Whether all new files are there and no other ones are in their place."""
    return all(_is_ours(root, one) for one in steps.articles)


def take_away_old(root: Path, steps: MoveSteps) -> None:
    """Take the old files away, and the folders that are empty then.

    Raises:
        SaveError: one cannot be taken away.

    """
    for one in steps.articles:
        try:
            remove_file(root / one.path, one.before)
        except FileChangedError:
            _take_over(root, one)
    for path, (_, _, before) in steps.beside.items():
        with suppress(FileChangedError):  # what somebody wrote there in this moment stays there
            remove_file(root / path, before)
    for path in (*(one.path for one in steps.articles), *steps.beside):
        remove_empty_above(root, path)


def go_back(root: Path, steps: MoveSteps, kept: Mapping[str, bytes]) -> None:
    """Have everything at its old place, and take away what was made at the new one; ``kept`` are the old files by
    their fingerprints.

    Raises:
        SaveError: one cannot be written or taken away.

    """
    articles = [(one.path, one.new_path, one.before, one.after) for one in steps.articles]
    beside = [(path, to, before, after) for path, (to, after, before) in steps.beside.items()]
    for path, new_path, before, after in (*articles, *beside):
        if not (root / path).exists():
            create_file(root / path, kept[before] if before in kept else (root / new_path).read_bytes())
        with suppress(FileChangedError):  # it is somebody else's
            remove_file(root / new_path, after)
        remove_empty_above(root, new_path)


def _is_ours(root: Path, one: NewAddress) -> bool:
    """Whether the new file is what the move wrote, or says itself that it was at the old address."""
    content = content_of(root, one.new_path)
    if content is None or fingerprint(content) == one.after:
        return content is not None
    made = read_as(ArticleId(one.language, one.new), one.new_path, content).article
    return not (root / one.path).exists() or (made is not None and one.old in made.old_paths)


def _take_over(root: Path, one: NewAddress) -> None:
    """What somebody wrote into the old file in this very moment goes to the new place with it."""
    theirs = (root / one.path).read_bytes()
    try:
        new = with_old_paths(theirs, ArticleId(one.language, one.new), one.new_path, [one.old])
    except (FrontMatterEditError, FrontMatterError):
        new = theirs
    replace_file(root / one.new_path, new, one.after)
    remove_file(root / one.path, fingerprint(theirs))
