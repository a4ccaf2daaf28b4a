"""Where the files of a model that is named lie, and whether ONNX Runtime or PyTorch computes it."""

from __future__ import annotations

import re
from pathlib import Path

from search.models.chosen.recipes import BUNDLED, Recipe, is_folder
from search.models.embedder import EmbedderError
from search.models.folders.description import DescriptionError, describe
from search.models.folders.files import NO_GRAPH, NoModelError, graph_of
from search.models.hub.cache import cached_folder
from search.models.hub.kept import KeptModel, KeptModels

KEPT = "hub"
_COMMIT = re.compile(r"[0-9a-f]{7,40}")


def repository_of(model: str) -> str:
    """The repository on the hub of a recipe's ``model``; a name without a slash is one of ``sentence-transformers``."""
    return model if "/" in model else f"sentence-transformers/{model}"


def kept_of(recipe: Recipe, folder: Path | None) -> KeptModel | None:
    """The model of a recipe among those kept in ``folder``; None where there is none.

    Where the recipe names a commit it is that one. Else one in the Hugging Face cache comes first, since what is
    fetched to be tried must not change what is in use, and then the one that was fetched last.
    """
    model, revision = recipe["model"], recipe.get("revision", "main")
    if folder is None or model in BUNDLED or is_folder(model):
        return None
    graph = "" if recipe.get("onnx") == NO_GRAPH else recipe.get("onnx")
    kept, repository = KeptModels(folder / KEPT), repository_of(model)
    if _COMMIT.fullmatch(revision):
        return kept.find(repository, revision, graph)
    if revision != "main" or (newest := kept.find(repository, "", graph)) is None:
        return None
    try:
        cached_folder(repository, revision)
    except EmbedderError:
        return newest
    return None


def place_of(recipe: Recipe, folder: Path | None) -> Path:
    """The folder with the files of a recipe's model, which is no bundled one: its own, one kept in ``folder``, or one
    in the Hugging Face cache.

    Raises:
        EmbedderError: there is none.

    """
    model = recipe["model"]
    if is_folder(model):
        return Path(model)
    kept = kept_of(recipe, folder)
    return kept.folder if kept else cached_folder(repository_of(model), recipe.get("revision"))


def with_graph(recipe: Recipe, folder: Path | None) -> Recipe:
    """``recipe`` with the graph that is to be computed as its ``onnx``; without one where PyTorch is to compute.

    It belongs to the recipe: vectors that an earlier version had PyTorch make are of a recipe without it, and serve
    until the graph has read everything.
    """
    if recipe["model"] in BUNDLED or recipe.get("onnx") == NO_GRAPH:
        return {key: value for key, value in recipe.items() if key != "onnx"}
    if "onnx" in recipe:
        return recipe
    try:
        place = place_of(recipe, folder)
        names = [path.relative_to(place).as_posix() for path in place.rglob("*.*") if path.is_file()]
        graph = graph_of(names)
        is_plain = bool(graph) and not describe(place).beyond
    except (EmbedderError, NoModelError, OSError):
        return recipe  # what is wrong is told when it is loaded
    except DescriptionError:
        is_plain = True
    return {**recipe, "onnx": graph} if is_plain else recipe
