"""A small change of an original is written into those translations alone that had its text, as their files are now."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalog.article import ArticleId
from kb.core.roles import Person, Role
from kb.history.small_changes import SmallChange, TranslationKeeper
from kb.storage.database import connect
from tests.clock import Clock
from tests.conftest import Collection, with_tables

LID = ArticleId("en", "lid")


@pytest.mark.parametrize("meanwhile", ["original_version: 0123456789ab", "title: 'no end", "audience: internal"])
def test_what_somebody_wrote_into_a_translation_meanwhile_stays(
    collection: Collection, tmp_path: Path, meanwhile: str
) -> None:
    file = collection.write("en/lid.md", "Push it.", title="Lid")
    before = file.read_bytes()
    version = collection.library().catalog.articles[LID].text_version
    translation = collection.write("de/lid.md", "Drücken.", title="Deckel", original_version=version)
    library, database = collection.library(), connect(with_tables(tmp_path / "kb.sqlite"))
    file.write_bytes(before.replace(b"Push", b"Press"))
    written = f"---\n{meanwhile}\n---\nAnderes.\n".encode()
    translation.write_bytes(written)
    keeper = TranslationKeeper(library, database, None, Clock())
    assert keeper.carry_over(SmallChange(LID, "en/lid.md", before, file.read_bytes()), Person(Role.EDITOR)) == ""
    assert translation.read_bytes() == written
    database.dispose()
