"""After a small change of an original, the translations that had its text still have it: their files say so."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import Engine

from kb.catalog.article import Article, ArticleId
from kb.catalog.originals import translations_of
from kb.core.clock import Clock
from kb.core.errors import FileChangedError, FileError
from kb.core.roles import Person
from kb.editing.file_version import read_as
from kb.editing.revisions import keep
from kb.files.inside import content_of
from kb.files.saving import fingerprint, replace_file
from kb.front_matter.edit import FrontMatterEditError, set_values
from kb.front_matter.key_names import ORIGINAL_VERSION
from kb.git.folder import GitFolder
from kb.history.kept_versions import VersionNote, note_versions
from kb.library.library import Library
from kb.storage.database import AWAY, naive_utc, said_by

logger = logging.getLogger(__name__)
ACT = "small"


@dataclass(frozen=True)
class SmallChange:
    """The file ``path`` of the article ``id`` became ``after`` out of ``before``, and nothing needs translating."""

    id: ArticleId
    path: str
    before: bytes
    after: bytes

    def versions(self) -> tuple[str, str]:
        """The text versions before and after; empty where a file cannot be read."""
        old, new = (read_as(self.id, self.path, content).article for content in (self.before, self.after))
        return (old.text_version if old else "", new.text_version if new else "")


@dataclass(frozen=True)
class TranslationKeeper:
    """Writes into the files of translations which version of the original they say."""

    library: Library
    database: Engine
    git: GitFolder | None
    clock: Clock

    def carry_over(self, change: SmallChange, person: Person) -> str:
        """Let every translation that names the text of before name that of after, and change no other byte; why that
        was not committed. One that cannot be written stays behind, and is shown so.
        """
        old, new = change.versions()
        catalog = self.library.catalog
        original = catalog.articles.get(change.id)
        if not old or not new or old == new or original is None:
            return ""
        ready = [one for one in translations_of(catalog, original) if one.original_version == old]
        troubles = [self._renamed(one, old, new, person) for one in ready]
        self.library.look_at([str(self.library.root / one.path) for one in ready])
        return next(filter(None, troubles), "")

    def _renamed(self, article: Article, old: str, version: str, person: Person) -> str:
        content = content_of(self.library.root, article.path)
        there = read_as(article.id, article.path, content).article if content is not None else None
        if content is None or there is None or there.original_version != old:
            return ""  # somebody wrote another file meanwhile
        try:
            new, mark = set_values(content, {ORIGINAL_VERSION: version}), fingerprint(content)
            with self.database.begin() as connection:
                keep(connection, [(mark, content), (fingerprint(new), new)])
            after = replace_file(self.library.root / article.path, new, mark)
            note = VersionNote(article.id, article.path, naive_utc(self.clock()), person.name, ACT, "", mark, after)
            with self.database.begin() as connection:
                note_versions(connection, [note])
        except (FrontMatterEditError, FileChangedError, FileError) as error:
            logger.warning("%s is shown as behind its original: %s", article.path, error)
            return ""
        except AWAY as error:
            logger.warning("that %s is up to date could not be noted: %s", article.path, said_by(error))
            return ""
        return self.git.commit_change(article.path, "Up to date", "", person.name, person.email) if self.git else ""
