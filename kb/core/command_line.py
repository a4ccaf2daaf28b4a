"""What all commands share: the folders they work on, what they are handed, and where each of them is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from kb.core.errors import Problem
from kb.core.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass
class Context:
    """What ``app.py`` hands to every command: the folders given before it, the environment, and how to join
    the parts. ``models`` are those to search with, where they are not those of the settings.
    """

    articles: str | None
    data: str | None
    environment: Mapping[str, str]
    open_review: Callable[..., Any]
    create_app: Callable[..., Flask]
    checks: Sequence[Callable[[Path], list[Problem]]] = ()
    models: Sequence[Any] | None = None

    def settings(self, articles: str | None, data: str | None, **more: Any) -> Settings:
        """The settings, with the folders given after the command winning over those before it."""
        folders_ = {"articles_dir": articles or self.articles, "data_dir": data or self.data}
        paths = {name: Path(text) for name, text in folders_.items() if text}
        return Settings.from_environment(self.environment, **paths, **more)


def folders(function: Function) -> Function:
    """Add ``--articles`` and ``--data``."""
    function = click.option("--data", metavar="DIR", help="Data folder (KB_DATA_DIR, default ./data).")(function)
    return click.option("--articles", metavar="DIR", help="Articles folder (KB_ARTICLES_DIR, default ./articles).")(
        function
    )


def tell_errors(problems: Iterable[Problem]) -> None:
    """Say on stderr what is wrong with files that are left out, or are not as they should be."""
    for problem in problems:
        if problem.severity == "error":
            click.echo(problem, err=True)


class CommandsByName(Mapping[str, click.Command]):
    """Commands by their names, each from the ``COMMANDS`` of its module, which is imported when it is asked for.

    ``places`` are the module of each and the line that a list of commands has of it: the first of its own help.
    """

    def __init__(self, places: Mapping[str, tuple[str, str]]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> click.Command:
        commands: Sequence[click.Command] = import_module(self._places[name][0]).COMMANDS
        return next(command for command in commands if command.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def line_of(self, name: str) -> str:
        """What a list of commands says of one, without its module."""
        return self._places[name][1]


class GroupByName(click.Group):
    """A group of ``CommandsByName`` that imports none of them to list them."""

    def __init__(self, *, commands: CommandsByName, **more: Any) -> None:
        super().__init__(commands=cast("MutableMapping[str, click.Command]", commands), **more)  # it only reads
        self._by_name = commands

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands as click does, each by its line."""
        names = self.list_commands(ctx)
        width = formatter.width - 6 - max(map(len, names))
        lines = [click.Command(name, help=self._by_name.line_of(name)).get_short_help_str(width) for name in names]
        with formatter.section("Commands"):
            formatter.write_dl(list(zip(names, lines, strict=True)))
