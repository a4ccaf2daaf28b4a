"""Keeps the search of a running site up to date from a thread of its own.

Words are searchable within a second or two; models are loaded and texts embedded behind that, and each joins
when it is ready. A change to the articles interrupts embedding, never the other way round.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.catalog import Catalog
from kb.errors import DataFolderError
from kb.library import Library
from search.embedding import EmbedderError, Model
from search.engine import Engine
from search.indexer import Embedded, Indexer, Progress, enough, no_progress
from search.snapshot import Snapshot
from search.state import LoadedModel, State

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What ``/readyz`` and ``kb index`` tell: the mode, why it is not hybrid, and how much is indexed."""

    mode: str
    reasons: dict[str, str]
    articles: int
    passages: int
    models: tuple[str, ...]


class SearchService:
    """Owns the engine's state: the newest snapshot and the loaded models."""

    def __init__(
        self, library: Library, indexer: Indexer, models: Sequence[Model], progress: Progress = no_progress
    ) -> None:
        self._library = library
        self._indexer = indexer
        self._models = list(models)
        self._progress = progress
        self._state = State(reasons={model.name: f"the model {model.name} is being loaded" for model in models})
        self._broken: set[str] = set()
        self._changed = threading.Event()
        self._closing = threading.Event()
        self._building = threading.Lock()
        self._swapping = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="search-service", daemon=True)
        self._loader = threading.Thread(target=self._load_all, name="model-loader", daemon=True)
        self.engine = Engine(lambda: self._state, lambda: library.catalog)
        library.on_change(self._on_change)

    @property
    def state(self) -> State:
        """What can be searched now."""
        return self._state

    def start(self) -> None:
        """Bring the index up to date in the background, and keep it so."""
        self._thread.start()
        self._loader.start()

    def close(self) -> None:
        """Stop at the next batch and wait for it."""
        self._closing.set()
        self._changed.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        self.engine.close()

    def readiness(self) -> Readiness:
        """How far the index is."""
        state, snapshot = self._state, self._state.snapshot
        mode = "starting" if snapshot is None else "hybrid" if state.ready else "lexical"
        count = len(snapshot.entries) if snapshot else 0
        passages = len(snapshot.passages) if snapshot else 0
        return Readiness(mode, dict(state.reasons), count, passages, tuple(sorted(state.ready)))

    def bring_up_to_date(self) -> list[Embedded]:
        """Do in this thread all that can be done: open, index, load models, embed; for the command line.

        Raises:
            DataFolderError: the data folder cannot be written; a usable index in it is searched all the same.

        """
        self._changed.clear()
        self._refresh_words()
        done = []
        for model in self._models:
            if self._load(model) and (embedded := self._try_to_embed(model)):
                done.append(embedded)
        self._refresh_words()
        return done

    def _on_change(self, _: Catalog) -> None:
        self._changed.set()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._changed.clear()
            try:
                self._catch_up()
            except DataFolderError as error:
                logger.warning("%s", error)
                self._tell("index", str(error))
                self._changed.wait(RETRY_SECONDS)
            except Exception:
                logger.exception("indexing failed; trying again")
                self._changed.wait(RETRY_SECONDS)
            else:
                self._changed.wait()

    def _catch_up(self) -> None:
        self._refresh_words()
        for model in self._models:
            if self._interrupted():
                return
            if model.name in self._state.models:
                self._try_to_embed(model)

    def _try_to_embed(self, model: Model) -> Embedded | None:
        try:
            return self._embed(model)
        except DataFolderError:
            raise
        except Exception as error:  # a model that fails on a text must not keep the others from theirs
            logger.exception("the model %s failed", model.name)
            self._tell(model.name, f"the model {model.name} failed: {error}")
            return None

    def _interrupted(self) -> bool:
        return self._changed.is_set() or self._closing.is_set()

    def _refresh_words(self) -> None:
        """Publish a generation where the articles or the vectors there are have changed."""
        with self._building:
            state = self._state
            snapshot = state.snapshot or self._indexer.open_newest()
            if snapshot is not None and state.snapshot is None:
                self._show(snapshot)
            embedders = {name: loaded.embedder for name, loaded in state.models.items()}
            catalog = self._library.catalog
            if snapshot is None or self._indexer.is_behind(catalog, snapshot, embedders):
                snapshot = self._indexer.build(catalog, snapshot, embedders)
            self._show(snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        with self._swapping:
            state = self._state
            reasons = {model.name: self._reason(model, state, snapshot) for model in self._models}
            ready = frozenset(name for name, reason in reasons.items() if reason is None)
            told = {name: reason for name, reason in reasons.items() if reason is not None}
            self._state = replace(state, snapshot=snapshot, ready=ready, reasons=told)
        if state.snapshot is None or ready != state.ready:
            models = f"and meaning ({', '.join(sorted(ready))})" if ready else "only"
            logger.info("Search by words %s: %s articles", models, len(snapshot.entries))

    @staticmethod
    def _reason(model: Model, state: State, snapshot: Snapshot) -> str | None:
        """Why a model does not take part in ranking; None where it does."""
        loaded = state.models.get(model.name)
        vectors = snapshot.models.get(model.name)
        if loaded is None:
            return state.reasons.get(model.name, f"the model {model.name} is being loaded")
        held = vectors if vectors and vectors.fingerprint == loaded.embedder.fingerprint else None
        if not enough(snapshot, model, held):
            failed = state.reasons.get(model.name, "")
            return failed if "failed" in failed else f"the texts are being embedded with the model {model.name}"
        return None

    def _tell(self, name: str, reason: str) -> None:
        with self._swapping:
            self._state = replace(self._state, reasons={**self._state.reasons, name: reason})

    def _load_all(self) -> None:
        """Load the models beside the rest: importing one can take ten seconds, a saved article must not wait."""
        for model in self._models:
            if not self._closing.is_set() and self._load(model):
                self._changed.set()

    def _load(self, model: Model) -> bool:
        if model.name in self._state.models:
            return True
        if model.name in self._broken:
            return False
        try:
            loaded = LoadedModel(model, model.load())
        except Exception as error:  # noqa: BLE001 - whatever a model's code raises, words are searched without it
            reason = str(error) if isinstance(error, EmbedderError) else f"the model {model.name} failed: {error}"
            logger.warning("%s; searching without it", reason)
            self._broken.add(model.name)
            self._tell(model.name, reason)
            return False
        with self._swapping:
            self._state = replace(self._state, models={**self._state.models, model.name: loaded})
        return True

    def _embed(self, model: Model) -> Embedded:
        snapshot, loaded = self._state.snapshot, self._state.models[model.name]
        assert snapshot is not None
        done = self._indexer.embed(snapshot, model, loaded.embedder, self._progress, self._interrupted)
        if not self._interrupted():
            self._refresh_words()
        return done
