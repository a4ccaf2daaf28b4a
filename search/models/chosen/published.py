"""Loads a model that is named or lies in a folder: by its graph where it has one, else with sentence-transformers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from search.models.chosen.places import kept_of, place_of
from search.models.embedder import Embedder, EmbedderError
from search.models.folders.graph_model import GraphModel
from search.models.sentence_models import SentenceTransformerModel, is_installed


def load_published(
    name: str, recipe: Mapping[str, str], folder: Path | None, threads: int = 1, cores: int = 1
) -> Embedder:
    """The model of a recipe; ``folder`` has those that were fetched.

    Raises:
        EmbedderError: it is not there, damaged, or cannot be loaded.

    """
    kept = kept_of(dict(recipe), folder)
    if kept and (damage := kept.damage(thorough=True)):
        again = f"{kept.repository};revision={kept.commit}"
        raise EmbedderError(f"the model {name!r} is damaged: {damage}; `kb model fetch '{again}'` fetches it anew")
    place = kept.folder if kept else place_of(dict(recipe), folder)
    prompts = {key: recipe.get(key) for key in ("query_prompt", "passage_prompt")}
    if graph := recipe.get("onnx"):
        return GraphModel(name, place, graph, pooling=recipe.get("pooling"), cores=cores, **prompts)
    if "pooling" in recipe:
        raise EmbedderError(f"the model {name!r} has no graph for ONNX Runtime; only for those pooling can be set")
    if place.is_dir() and not is_installed():
        raise EmbedderError(
            f"the model {name!r} cannot be loaded: it has no graph for ONNX Runtime that could be used, and needs the "
            "extra 'models' with PyTorch, which is not installed (`make serve MODELS=1` does)"
        )
    return SentenceTransformerModel(name, place, threads=threads, cores=cores, **prompts)
