"""The commands of the search, over other models than the real ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from click.testing import CliRunner, Result

import app
from kb.core.command_line import Context
from search.commands import COMMANDS
from search.models.embedder import Model
from tests.conftest import Collection

Kb = Callable[..., Result]


NAMED = {command.name: command for command in COMMANDS}


def kb_over(collection: Collection, data: Path, models: Sequence[Model]) -> Kb:
    """The commands with other models than the real ones."""

    def kb(name: str, *arguments: str) -> Result:
        context = Context(str(collection.root), str(data), {}, app.open_review, app.create_app, models=models)
        return CliRunner().invoke(NAMED[name], arguments, obj=context)

    return kb
