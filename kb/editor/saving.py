"""Saves what somebody wrote: whole or not at all, and never over what another wrote meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine

from kb.approval.gate import AddressesOf, ApprovalGate, FileChange
from kb.catalog.article import ArticleId
from kb.catalog.paths import is_article_file, is_hidden, place_of
from kb.core.clock import Clock, utc_now
from kb.core.errors import FileChangedError, FileError
from kb.core.roles import Person
from kb.editing.file_version import text_of
from kb.editing.revisions import keep, kept
from kb.editor.merging import MergeConflict, merge
from kb.editor.parts import changed_fields, put_together, take_apart, with_day
from kb.files.inside import content_of, leads_inside
from kb.files.saving import SaveError, create_file, fingerprint, replace_file
from kb.git.folder import GitFolder
from kb.history.kept_versions import VersionNote, note_versions
from kb.history.small_changes import SmallChange, TranslationKeeper
from kb.language.languages import is_language_code
from kb.library.library import Library
from kb.storage.database import AWAY, naive_utc, said_by

logger = logging.getLogger(__name__)
_TRIES = 3


@dataclass(frozen=True)
class Wanted:
    """What somebody wants an article's file to become.

    ``seen`` is the fingerprint of the file that they began with. ``day`` is written as the day of a change that
    readers read; ``again`` makes a file anew that is not there any more.
    """

    id: ArticleId
    path: str
    seen: str
    text: str
    fields: Mapping[str, str]
    day: date | None = None
    note: str = ""
    again: bool = False


@dataclass(frozen=True)
class SavedFile:
    """The file is written, or was so already; ``warning`` is what did not work beside it."""

    warning: str = ""


@dataclass(frozen=True)
class Together:
    """Another changed the file meanwhile: what both made of it, on the file as it is ``now``.

    ``both_changed`` names fields that each set to something else, with the value of the other. Without ``base``, which
    was not kept, the text is that of whoever saves, and nobody's changes are known.
    """

    now: bytes
    base: bytes | None
    text: str
    fields: Mapping[str, str]
    conflicts: tuple[MergeConflict, ...] = ()
    both_changed: Mapping[str, str] | None = None


class GoneError(Exception):
    """There is no file any more, and nobody said that it shall be made again."""


@dataclass(frozen=True)
class Approval:
    """By whose word a file is written that is another's work, and which owners approved it ``earlier``."""

    by: Person
    earlier: tuple[str, ...] = ()


Check = Callable[[bytes], None]


class WritingAct(StrEnum):
    """What was done to a file, as its history keeps it."""

    EDIT = "edit"
    AGAIN = "again"
    RESTORE = "restore"


_TITLES = {WritingAct.EDIT: "Edit", WritingAct.AGAIN: "Write again", WritingAct.RESTORE: "Restore"}


@dataclass(frozen=True)
class WritingDesk:
    """Where articles are written."""

    library: Library
    database: Engine
    git: GitFolder | None = None
    clock: Clock = utc_now
    addresses_of: AddressesOf = field(default=lambda _: ())

    @cached_property
    def gate(self) -> ApprovalGate:
        """Asked before each file is written."""
        return ApprovalGate(self.library, self.database, self.clock, self.addresses_of)

    def content(self, path: str) -> bytes | None:
        """The file; None where there is none, or none that may be read."""
        return content_of(self.library.root, path)

    def look(self, path: str) -> bytes | None:
        """The file, kept as somebody sees it now, so that what they make of it can be merged with what others do."""
        content = self.content(path)
        if content is not None:
            with suppress(*AWAY), self.database.begin() as connection:
                keep(connection, [(fingerprint(content), content)])
        return content

    def seen(self, mark: str) -> bytes | None:
        """A file as it was seen, where it was kept."""
        with self.database.connect() as connection:
            return kept(connection, [mark]).get(mark)

    def reason(self, error: Exception) -> str:
        """Why a file could not be written, for people on the site: with its path below the articles folder at most."""
        if isinstance(error, FileError):
            return error.within(self.library.root)
        return str(error.strerror) if isinstance(error, OSError) else str(error)

    def with_others(self, wanted: Wanted) -> Together | None:
        """What both made of the file, where another changed it since it was seen."""
        now = self.content(wanted.path)
        return None if now is None or fingerprint(now) == wanted.seen else self._together(wanted, now)

    def save(
        self, wanted: Wanted, person: Person, check: Check, approval: Approval | None = None
    ) -> SavedFile | Together:
        """Write the file, or say what is now there instead of what was seen. ``check`` raises for a bad file.

        Raises:
            ApprovalNeededError: neither ``person`` nor the ``approval`` that was given lets it go public.
            GoneError: it was deleted meanwhile.
            FrontMatterEditError: a field cannot be set in the file.
            SaveError: it cannot be written.

        """
        for _ in range(_TRIES):
            now = self.content(wanted.path)
            if now is None:
                return self._make_again(wanted, person, check, approval or Approval(person))
            if fingerprint(now) != wanted.seen:
                return self._together(wanted, now)
            new = put_together(now, wanted.text, wanted.fields, wanted.path, wanted.id)
            if new == now:
                return SavedFile()
            new = with_day(now, new, wanted.day, wanted.path, wanted.id) if wanted.day else new
            check(new)
            self._let(wanted, now, new, approval or Approval(person))
            with self.database.begin() as connection:
                keep(connection, [(fingerprint(now), now), (fingerprint(new), new)])
            with suppress(FileChangedError):  # in this very moment: look again
                replace_file(self.library.root / wanted.path, new, wanted.seen)
                saved = self._told(wanted, person, WritingAct.EDIT, wanted.seen, fingerprint(new))
                if saved.warning:  # nothing was committed: no translation is told that it is up to date with it
                    return saved
                return SavedFile(self._carried_over(wanted, now, new, person))
        raise GoneError

    def restore(self, wanted: Wanted, old: bytes, person: Person, check: Check) -> SavedFile:
        """Make the file what it was in ``old``, byte for byte but for the day; one that is gone is made again.

        Raises:
            ApprovalNeededError: it does not go public by the word of ``person``.
            FileChangedError: it is not the file any more that ``wanted`` saw (none at all: an empty ``seen``).
            FrontMatterEditError: the day cannot be set in it.
            SaveError: it cannot be written.

        """
        now, file = self.content(wanted.path), self.library.root / wanted.path
        mark = fingerprint(now) if now is not None else ""
        if mark != wanted.seen:
            raise FileChangedError(file, mark or None)
        new = with_day(now, old, wanted.day, wanted.path, wanted.id) if now is not None and wanted.day else old
        check(new)
        self._let(wanted, now, new, Approval(person))
        with self.database.begin() as connection:
            keep(connection, [(fingerprint(one), one) for one in (now, new) if one is not None])
        if now is not None:
            replace_file(file, new, mark)
        elif may_be_made(self.library.root, wanted.path, wanted.id):
            create_file(file, new)
        else:
            raise SaveError(file, "is no place for it any more")
        return self._told(wanted, person, WritingAct.RESTORE, mark, fingerprint(new))

    def _carried_over(self, wanted: Wanted, before: bytes, after: bytes, person: Person) -> str:
        """After a small change translations stay up to date; why that was not committed."""
        if wanted.day is not None:
            return ""
        keeper = TranslationKeeper(self.library, self.database, self.git, self.clock)
        return keeper.carry_over(SmallChange(wanted.id, wanted.path, before, after), person)

    def _let(self, wanted: Wanted, before: bytes | None, after: bytes, approval: Approval) -> None:
        self.gate.let(FileChange(wanted.id, wanted.path, before, after), approval.by, approval.earlier)

    def _make_again(self, wanted: Wanted, person: Person, check: Check, approval: Approval) -> SavedFile:
        if not wanted.again or not may_be_made(self.library.root, wanted.path, wanted.id):
            raise GoneError
        base = self.seen(wanted.seen) or b""
        new = put_together(base, wanted.text, wanted.fields, wanted.path, wanted.id)
        new = with_day(base, new, wanted.day, wanted.path, wanted.id) if wanted.day else new
        check(new)
        self._let(wanted, None, new, approval)
        create_file(self.library.root / wanted.path, new)
        return self._told(wanted, person, WritingAct.AGAIN, wanted.seen, fingerprint(new))

    def _together(self, wanted: Wanted, now: bytes) -> Together:
        theirs, base = take_apart(now, wanted.path, wanted.id), self.seen(wanted.seen)
        if base is None:
            return Together(now, None, wanted.text, {**theirs.fields, **wanted.fields})
        first = take_apart(base, wanted.path, wanted.id)
        if bool(first.trouble) != bool(theirs.trouble):  # the form showed what is now not there, or the other way
            return self._together_whole(wanted, base, now)
        made = merge(first.text, wanted.text, theirs.text)
        mine_changed = changed_fields(first.fields, wanted.fields)
        theirs_changed = changed_fields(first.fields, theirs.fields)
        clash = {n: v for n, v in theirs_changed.items() if n in mine_changed and mine_changed[n] != v}
        return Together(now, base, made.text, {**theirs.fields, **mine_changed}, made.conflicts, clash)

    def _together_whole(self, wanted: Wanted, base: bytes, now: bytes) -> Together:
        """The same where one of the two files has front matter that cannot be read: they are merged as whole texts."""
        mine = text_of(put_together(base, wanted.text, wanted.fields, wanted.path, wanted.id))
        made = merge(text_of(base), mine, text_of(now))
        if take_apart(now, wanted.path, wanted.id).trouble:
            return Together(now, base, made.text, {}, made.conflicts)
        parts = take_apart((mine if made.conflicts else made.text).encode(), wanted.path, wanted.id)
        return Together(now, None if made.conflicts else base, parts.text, parts.fields)

    def _told(self, wanted: Wanted, person: Person, act: WritingAct, before: str, after: str) -> SavedFile:
        """Have the site read the file, note the version, and commit it."""
        self.library.look_at([str(self.library.root / wanted.path)])
        at = naive_utc(self.clock())
        note = VersionNote(wanted.id, wanted.path, at, person.name, str(act), wanted.note, before, after)
        try:
            with self.database.begin() as connection:
                note_versions(connection, [note])
        except AWAY as error:  # the file is as it shall be: its history has it as changed outside of the site
            logger.warning("%s is saved, but its version could not be noted: %s", wanted.path, said_by(error))
        if self.git is None:
            return SavedFile()
        why = self.git.commit_change(wanted.path, _TITLES[act], wanted.note, person.name, person.email)
        if why:
            logger.warning("%s is saved, but not committed: %s", wanted.path, why)
        return SavedFile(why)


def may_be_made(root: Path, path: str, id_: ArticleId) -> bool:
    """Whether ``path`` is a place of the article ``id_`` inside the folder, that nobody hid."""
    place = PurePosixPath(path)
    if place.is_absolute() or ".." in place.parts or not is_article_file(path) or "\\" in path or "\0" in path:
        return False
    if any(is_hidden(part) for part in place.parts) or not is_language_code(id_.language):
        return False
    languages = frozenset({id_.language}) if path.startswith(f"{id_.language}/") else frozenset()
    keys = {place_of(path, languages, id_.language, is_page).key for is_page in (False, True)}
    return id_.key in keys and leads_inside(root, (root / path).parent)
