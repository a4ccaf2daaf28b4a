"""The commands of the search, over other models than the real ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from click.testing import CliRunner, Result

import app
from kb.core.command_line import Context
from kb.core.settings import Settings
from kb.library.library import Library
from search.commands import COMMANDS
from search.models.embedder import Model
from search.models.progress import Progress
from search.service.service import SearchService
from tests.conftest import Collection

Kb = Callable[..., Result]


NAMED = {command.name: command for command in COMMANDS}


def kb_over(collection: Collection, data: Path, models: Sequence[Model]) -> Kb:
    """The commands with other models than the real ones."""

    def open_search(settings: Settings, library: Library, _: object, progress: Progress) -> SearchService:
        return app.open_search(settings, library, models, progress)

    def kb(name: str, *arguments: str) -> Result:
        context = Context(str(collection.root), str(data), {}, open_search, app.open_review, app.create_app)
        return CliRunner().invoke(NAMED[name], arguments, obj=context)

    return kb
