"""Keeps meaning searchable while another model takes over.

Where the setting names other models than those the index was made with, the old ones rank on until the new ones
have read everything: then they are let go, and nobody has noticed. A new one that cannot be loaded never has, so
a mistake in the setting costs nobody the meanings they had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from search.engine.state import State
from search.index.interface import BuiltIndex, KeptVectors
from search.index.missing import has_many_lacking
from search.models.chosen.choice import model_of
from search.models.embedder import Model
from search.models.loaded import LoadedModel
from search.service.readiness import with_snapshot

MakeModel = Callable[[Mapping[str, str]], Model]
"""Makes a model again from its recipe."""


def set_apart(
    snapshot: BuiltIndex, models: Sequence[Model], make: MakeModel = model_of
) -> tuple[BuiltIndex, list[Model]]:
    """``snapshot`` with the vectors of ``models`` under their names and those of models that are no longer configured
    under others, and those models; one that cannot be made again is in neither.
    """
    names = {model.name for model in models}
    named: dict[str, str] = {}
    old = []
    for name, vectors in snapshot.models.items():
        mine = next((model.name for model in models if _is_of(vectors, name, model)), None)
        if mine is not None:
            named[name] = mine
        elif vectors.recipe:
            other = name
            while other in names or other in named.values():
                other += "-before"
            named[name] = other
            old.append(replace(make(vectors.recipe), name=other))
    return snapshot if named == {name: name for name in snapshot.models} else snapshot.with_model_names(named), old


def hand_over(state: State, models: Sequence[Model], make: MakeModel = model_of) -> tuple[State, list[Model]]:
    """``state`` with ``models`` as those that are configured, and the models of before, which rank on until these are
    ready. Whatever is loaded stays so; under another name it is asked by that one.
    """
    snapshot, retiring = (None, []) if state.snapshot is None else set_apart(state.snapshot, models, make)
    loaded: dict[str, LoadedModel] = {}
    for model in (*models, *retiring):
        held = next((one for one in state.models.values() if is_made_as(one.model.recipe, one.model.name, model)), None)
        if held is not None:
            is_as_before = (held.model.name, held.model.languages) == (model.name, model.languages)
            loaded[model.name] = held if is_as_before else held.under(model)
    shown = replace(state, snapshot=None, models=loaded, ready=frozenset(), reasons={})
    if snapshot is not None:
        shown = with_snapshot(shown, snapshot, models, retiring)
    return shown, retiring


def has_read_everything(state: State, models: Sequence[Model]) -> bool:
    """Whether all of ``models`` are loaded and have a vector for every passage they serve."""
    loaded = [state.models.get(model.name) for model in models]
    return state.snapshot is not None and not any(
        ready is None or has_many_lacking(state.snapshot, ready, 0) for ready in loaded
    )


def without(state: State, models: Sequence[Model]) -> State:
    """``state`` without ``models`` and their vectors."""
    gone = {model.name for model in models}
    snapshot = state.snapshot
    if snapshot is not None:
        snapshot = snapshot.with_model_names({name: name for name in snapshot.models if name not in gone})
    loaded = {name: held for name, held in state.models.items() if name not in gone}
    return replace(state, snapshot=snapshot, models=loaded, ready=state.ready - gone)


def is_made_as(recipe: Mapping[str, str], name: str, model: Model) -> bool:
    """Whether ``recipe`` makes ``model``; where neither has one, whether ``name`` is its name."""
    return recipe == model.recipe if recipe or model.recipe else name == model.name


def _is_of(vectors: KeptVectors, name: str, model: Model) -> bool:
    """Whether vectors that were kept under ``name`` are those of ``model``, as far as is known before it is loaded."""
    if vectors.recipe and model.recipe:
        return vectors.recipe == model.recipe
    return name == model.name
