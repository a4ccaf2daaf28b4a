"""The models of a site as ``kb model list`` shows them: those in use, those that still rank, those that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from search.choosing.obtaining import kept_in
from search.models.chosen.places import kept_of
from search.models.chosen.recipes import BUNDLED, is_folder
from search.models.embedder import Model
from search.models.hub.getting import in_words
from search.models.hub.kept import KeptModel
from search.service.kept_index import KeptIndex

_LICENCES = {"e5": "MIT", "minilm": "Apache-2.0"}
IN_USE, RANKS, KEPT = "in use", "ranks until the others have read everything", "kept"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model. Numbers that are not known are 0, texts empty; ``read`` counts passages, of ``passages`` it serves."""

    name: str
    state: str
    model: str
    revision: str
    size: int
    dimension: int
    licence: str
    languages: str
    fingerprint: str
    read: int
    passages: int

    def as_json(self) -> dict[str, Any]:
        """The contract of ``kb model list --json``."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people: a heading and what is known."""
        commit = f" at {self.revision[:12]}" if self.revision else ""
        known = (
            in_words(self.size) if self.size else "",
            f"{self.dimension} dimensions" if self.dimension else "",
            f"licence {self.licence}" if self.licence else "",
            f"languages {self.languages}" if self.languages else "",
        )
        read = f"{self.read:,} of {self.passages:,} passages read" if self.passages else ""
        return [
            f"{self.name}: {self.state}",
            f"  {self.model}{commit}",
            *(f"  {line}" for line in (", ".join(filter(None, known)), read) if line),
            *([f"  fingerprint {self.fingerprint}"] if self.fingerprint else []),
        ]


def model_rows(models: Sequence[Model], index: KeptIndex, folder: Path) -> list[ModelRow]:
    """Those of ``models`` first, then others that the index has vectors of, then what was only fetched."""
    rows = [_row(model, IN_USE, index, folder) for model in models]
    mine = [model.recipe for model in models]
    rows += [
        _row(old, RANKS, index, folder)
        for name, old in index.models_of_before()
        if old.recipe not in mine and name not in {model.name for model in models if not model.recipe}
    ]
    before = [old.recipe for _, old in index.models_of_before()]
    used = {kept.folder for recipe in (*mine, *before) if recipe and (kept := kept_of(dict(recipe), folder))}
    return rows + [_kept_row(one) for one in kept_in(folder) if one.folder not in used]


def _row(model: Model, state: str, index: KeptIndex, folder: Path) -> ModelRow:
    recipe = dict(model.recipe)
    kept = kept_of(recipe, folder) if recipe else None
    kind = recipe.get("model", "")
    fingerprint = index.fingerprint_of(model) or (kept.fingerprint if kept else "")
    read, passages = index.read_by(model, fingerprint)
    languages = " ".join(sorted(model.languages)) if model.languages else _told(kept.languages if kept else ())
    return ModelRow(
        model.name,
        state,
        f"{kind} (bundled)" if kind in BUNDLED else kind,
        kept.commit if kept else recipe.get("revision", ""),
        kept.size if kept else _size_of(Path(kind)) if is_folder(kind) else 0,
        index.dimension_of(fingerprint) or (kept.dimension if kept else 0),
        kept.licence if kept else _LICENCES.get(kind, ""),
        languages,
        fingerprint,
        read,
        passages,
    )


def _kept_row(kept: KeptModel) -> ModelRow:
    known: Mapping[str, Any] = {"size": kept.size, "dimension": kept.dimension, "licence": kept.licence}
    return ModelRow(
        name=kept.repository,
        state=KEPT,
        model=kept.graph or "by PyTorch",
        revision=kept.commit,
        languages=_told(kept.languages),
        fingerprint=kept.fingerprint,
        read=0,
        passages=0,
        **known,
    )


def _told(languages: Iterable[str]) -> str:
    """The languages that a card names; it may name a hundred."""
    names = list(languages)
    return " ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
