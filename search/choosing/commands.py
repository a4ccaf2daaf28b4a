"""``kb model``: which embedding models there are, and a better one by one command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kb.core.command_line import Context, folders
from kb.core.settings import Settings
from kb.library.library import open_library
from search.choosing.comparison import compare, told
from search.choosing.listing import RANKS, model_rows
from search.choosing.obtaining import ModelChoiceError, note, obtain, removable, remove_begun, try_out
from search.models.chosen.choice import choose_models, models_of
from search.models.chosen.in_use import choose, choose_bundled
from search.models.chosen.recipes import BUNDLED, VARIABLE, Recipe
from search.models.embedder import Model
from search.models.hub.fetching import VARIABLE as ENDPOINT_VARIABLE
from search.models.hub.fetching import Hub
from search.models.hub.getting import in_words
from search.models.hub.kept import KeptModels
from search.service.kept_index import KeptIndex
from search.service.opening import models_folder, open_kept_index

_NAMES = click.argument("names", nargs=-1, required=True, metavar="NAME...")


@click.group()
def model() -> None:
    """Embedding models: fetch, choose, compare, list, remove.

    NAME is a model of the hub (ORG/NAME), a folder (it begins with /, ./, ../ or ~), e5 or minilm; options follow with
    semicolons as in KB_EMBEDDING_MODELS: 'ORG/NAME; languages=de; revision=v1'.
    """


@model.command()
@folders
@_NAMES
@click.pass_obj
def fetch(context: Context, articles: str | None, data: str | None, names: tuple[str, ...]) -> None:
    """Fetch models into the data folder and check them; nothing else changes."""
    folder = _writable(context.settings(articles, data))
    for recipe in obtain(names, folder, _hub(context), _say):
        _tried_out(recipe, folder)


@model.command()
@folders
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--bundled", is_flag=True, help="The models that come with kb, as at first.")
@click.pass_obj
def use(context: Context, articles: str | None, data: str | None, names: tuple[str, ...], bundled: bool) -> None:
    """Have these models take part, and no others; those of before rank until these have read everything."""
    if bool(names) == bundled:
        raise click.UsageError("give the models to use, or --bundled")
    settings = context.settings(articles, data)
    if settings.embedding_models:
        raise ModelChoiceError(
            f"the setting {VARIABLE}={','.join(settings.embedding_models)} says which models take part; take it away "
            "to choose by this command (`kb model fetch` fetches for the setting)"
        )
    folder, index = _writable(settings), _kept_index(settings)
    try:
        if bundled:
            choose_bundled(folder)
            models = choose_models((), folder)
        else:
            recipes = obtain(names, folder, _hub(context), _say)
            models = models_of(recipes, folder)
            for recipe in recipes:
                _tried_out(recipe, folder)
            choose(folder, recipes)
    except OSError as error:
        raise ModelChoiceError(f"the choice cannot be kept in {folder}: {error.strerror}") from error
    click.echo(f"From now on: {', '.join(each.name for each in models)}")
    _tell_what_is_to_read(models, index, folder)


@model.command(name="list")
@folders
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_obj
def list_command(context: Context, articles: str | None, data: str | None, as_json: bool) -> None:
    """Show which models are in use, and which are kept in the data folder."""
    settings = context.settings(articles, data)
    folder = models_folder(settings.data_dir)
    rows = model_rows(choose_models(settings.embedding_models, folder), _kept_index(settings), folder)
    if as_json:
        click.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo("\n".join(row.lines()))


@model.command(name="try")
@folders
@_NAMES
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def try_command(
    context: Context, articles: str | None, data: str | None, names: tuple[str, ...], as_json: bool
) -> None:
    """Compare models with those in use on the collection's own questions; search stays as it is."""
    settings = context.settings(articles, data)
    folder = _writable(settings)
    recipes = obtain(names, folder, _hub(context), _say)
    for recipe in recipes:
        _tried_out(recipe, folder)
    result = compare(settings, choose_models(settings.embedding_models, folder), models_of(recipes, folder))
    click.echo(json.dumps(result.as_json(), ensure_ascii=False) if as_json else "\n".join(told(result)))


@model.command()
@folders
@click.argument("name")
@click.pass_obj
def remove(context: Context, articles: str | None, data: str | None, name: str) -> None:
    """Delete a fetched model that is not in use; its vectors stay, for the day it comes back."""
    settings = context.settings(articles, data)
    folder = models_folder(settings.data_dir)
    used = [dict(each.recipe) for each in choose_models(settings.embedding_models, folder)]
    used += [dict(before.recipe) for _, before in _kept_index(settings).models_of_before()]
    begun = remove_begun(name, folder)
    for commit in begun:
        click.echo(f"Deleted what was begun of commit {commit[:12]}")
    for kept in removable(name, folder, used, may_be_none=bool(begun)):
        try:
            KeptModels(kept.folder.parent.parent).remove(kept)
        except OSError as error:
            raise ModelChoiceError(f"{kept.folder} cannot be deleted: {error.strerror}") from error
        click.echo(f"Deleted {kept.repository} at {kept.commit[:12]}, {in_words(kept.size)}")


def _writable(settings: Settings) -> Path:
    """The folder of models, to write into as the user that runs the site: what root keeps there it could not read."""
    try:
        owner = settings.data_dir.stat().st_uid
    except OSError:
        owner = os.geteuid()
    if os.geteuid() == 0 != owner:
        raise ModelChoiceError(
            f"the data folder {settings.data_dir} is another user's, who could not read what is kept there now; run "
            f"this as that user: sudo -u '#{owner}' kb model …"
        )
    return models_folder(settings.data_dir)


def _hub(context: Context) -> Hub:
    return Hub(context.environment.get(ENDPOINT_VARIABLE, ""), shows=sys.stderr.isatty())


def _say(text: str) -> None:
    click.echo(text, err=True)


def _tried_out(recipe: Recipe, folder: Path) -> None:
    """Load what is not bundled, so that a model that cannot be used is never chosen."""
    if recipe["model"] in BUNDLED:
        return
    [one] = models_of([recipe], folder)
    found = try_out(one)
    note(folder, recipe, found)
    by = "ONNX Runtime" if "onnx" in one.recipe else "PyTorch"
    _say(f"{one.name} works: {found.dimension} dimensions, {found.seconds * 1000:.0f} ms a short question, by {by}")
    if found.remark:
        _say(f"  {found.remark}")


def _kept_index(settings: Settings) -> KeptIndex:
    library = open_library(settings)
    library.refresh()
    return open_kept_index(settings, library)


def _tell_what_is_to_read(models: Sequence[Model], index: KeptIndex, folder: Path) -> None:
    rows = model_rows(models, index, folder)
    for row in rows[: len(models)]:
        if row.read < row.passages:
            click.echo(f"{row.name} has {row.passages - row.read:,} passages to read")
    before = [row.name for row in rows if row.state == RANKS]
    if before:
        click.echo(f"until then {' and '.join(before)} ranks on")
    click.echo(
        "A running site takes this up within seconds (/readyz tells how far it is); else `kb index` does, or the "
        "next start."
    )


COMMANDS = (model,)
