"""From what an operator typed to models that are on this machine and can be loaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.core.errors import KbError
from search.models.chosen.places import KEPT, kept_of, repository_of
from search.models.chosen.recipes import BUNDLED, Recipe, is_folder, read_recipes
from search.models.embedder import EmbedderError, Model, makeshift_of
from search.models.folders.files import NO_GRAPH
from search.models.hub.cache import cached_folder
from search.models.hub.fetching import Hub, ModelFetchError
from search.models.hub.getting import get_model
from search.models.hub.kept import KeptModel, KeptModels

GIVEN_AS = "NAME"
_QUESTION = "How do I reset a forgotten password?"
Tell = Callable[[str], None]


class ModelChoiceError(KbError):
    """What an operator asked for cannot be done about a model; says why and what to do."""


@dataclass(frozen=True, slots=True)
class TriedOut:
    """What a model told when it was loaded; ``seconds`` is the time a short question takes."""

    dimension: int
    fingerprint: str
    seconds: float
    remark: str


def obtain(entries: Sequence[str], folder: Path, hub: Hub, tell: Tell) -> list[Recipe]:
    """The recipes of ``entries``, each as an entry of the setting; what is on the hub is fetched into ``folder``, and
    its recipe names the commit and the graph.

    Raises:
        KbError: an entry cannot be understood, or its model not be had.

    """
    return [_obtained(recipe, folder, hub, tell) for recipe in read_recipes(entries, GIVEN_AS)]


def _obtained(recipe: Recipe, folder: Path, hub: Hub, tell: Tell) -> Recipe:
    model = recipe["model"]
    if model in BUNDLED:
        return recipe
    if is_folder(model):
        if not Path(model).is_dir():
            raise ModelChoiceError(f"there is no folder {model}")
        return recipe
    try:
        got = get_model(
            hub, folder / KEPT, repository_of(model), recipe.get("revision", ""), recipe.get("onnx", ""), tell
        )
    except ModelFetchError as error:
        return _of_before(recipe, folder, error, tell)
    return _pinned(recipe, got.commit, got.graph)


def _of_before(recipe: Recipe, folder: Path, error: ModelFetchError, tell: Tell) -> Recipe:
    """The recipe of a model that is already here, where the hub cannot be asked."""
    kept = kept_of(recipe, folder)
    if kept is not None:
        tell(f"{error}; taking what was fetched before (commit {kept.commit[:12]})")
        return _pinned(recipe, kept.commit, kept.graph)
    try:
        place = cached_folder(repository_of(recipe["model"]), recipe.get("revision"))
    except EmbedderError:
        raise error from None
    tell(f"{error}; taking what is in the Hugging Face cache ({place})")
    return recipe


def _pinned(recipe: Recipe, commit: str, graph: str) -> Recipe:
    return {**recipe, "model": repository_of(recipe["model"]), "revision": commit, "onnx": graph or NO_GRAPH}


def try_out(model: Model) -> TriedOut:
    """Load a model and have it read something.

    Raises:
        ModelChoiceError: it cannot be loaded, or not be used.

    """
    try:
        embedder = model.load()
        embedder.embed_passages([_QUESTION])
        times = []
        for number in range(5):
            started = time.perf_counter()
            embedder.embed_queries([f"{_QUESTION} {number}"])
            times.append(time.perf_counter() - started)
    except Exception as error:  # whatever a model's code raises
        reason = str(error) if isinstance(error, KbError) else f"the model {model.name} failed: {error}"
        raise ModelChoiceError(reason) from error
    return TriedOut(embedder.dimension, embedder.fingerprint, min(times), makeshift_of(embedder))


def note(folder: Path, recipe: Recipe, found: TriedOut) -> None:
    """Keep what loading told of a fetched model, for ``kb model list``."""
    if (kept := kept_of(recipe, folder)) is not None:
        KeptModels(folder / KEPT).note(kept, found.dimension, found.fingerprint)


def kept_in(folder: Path) -> list[KeptModel]:
    """The models that were fetched."""
    return KeptModels(folder / KEPT).all()


def _meant(name: str) -> tuple[str, str]:
    """The repository that ``name`` means, and the beginning of the commit that it may name."""
    [recipe] = read_recipes([name], GIVEN_AS)
    if recipe["model"] in BUNDLED or is_folder(recipe["model"]):
        raise ModelChoiceError(f"{recipe['model']} was not fetched by kb, and is not kb's to remove")
    return repository_of(recipe["model"]), recipe.get("revision", "")


def remove_begun(name: str, folder: Path) -> list[str]:
    """Delete what interrupted fetching left of a model; the commits.

    Raises:
        KbError: ``name`` is none of the hub's.

    """
    return KeptModels(folder / KEPT).remove_begun(_meant(name)[0])


def removable(name: str, folder: Path, used: Sequence[Recipe], *, may_be_none: bool = False) -> list[KeptModel]:
    """The fetched models that ``name`` means (``ORG/NAME``, or with ``;revision=`` of one commit) and nobody uses.

    Raises:
        KbError: there is none and there ought to be, or all of them are among the ``used`` ones.

    """
    repository, revision = _meant(name)
    meant = [one for one in kept_in(folder) if one.repository == repository and one.commit.startswith(revision)]
    if not meant and may_be_none:
        return []
    if not meant:
        there = ", ".join(sorted({one.repository for one in kept_in(folder)})) or "none"
        raise ModelChoiceError(f"no model {repository!r} was fetched; there are: {there}")
    busy = {one.folder for one in (kept_of(recipe, folder) for recipe in used) if one}
    free = [one for one in meant if one.folder not in busy]
    if not free:
        raise ModelChoiceError(
            f"the model {repository!r} is in use; choose others first (`kb model use`), and wait until they have read "
            "everything"
        )
    return free
