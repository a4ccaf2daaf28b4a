"""Keeps the search of a running site up to date from a thread of its own.

Words are searchable within a second or two; models are loaded and texts embedded behind that, and each joins
when it is ready. A change to the articles interrupts embedding, never the other way round.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from kb.catalog.catalog import Catalog
from kb.core.errors import DataFolderError
from kb.library.library import Library
from search.engine.engine import Engine
from search.engine.state import State
from search.index.interface import BuiltIndex, Embedded, IndexBuilder
from search.index.missing import has_many_lacking
from search.models.chosen.choice import model_of
from search.models.embedder import Model
from search.models.progress import EmbeddingWatch, Progress, no_progress
from search.query.understanding import prepare_languages
from search.reranking.slot import RerankerSlot
from search.service.choice_watch import ChoiceWatch, ChosenAnew
from search.service.handover import MakeModel
from search.service.measuring import Measuring
from search.service.memory import few_arenas, give_back, leave_alone
from search.service.merging import SegmentMerger
from search.service.model_roster import ModelRoster
from search.service.readiness import Readiness, readiness_of, with_snapshot
from search.service.showing import Showing

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
# Of the processor at most one part in so many goes into writing the index to the disk: where articles are saved one
# after the other, and others need not wait for what is there, it is written for several of them at once.
SAVING_SHARE = 20
# So many passages take long enough to embed that the words are kept on disk before.
MANY = 64
# Of a collection with more passages than this, garbage collection is felt.
LARGE = 10_000


class SharedWithOthers(Protocol):
    """Tells what other processes do with an index that several share."""

    def start(self, changed: Callable[[], None]) -> None:
        """Call ``changed`` from now on whenever there is something to catch up with."""

    def is_ours(self) -> bool:
        """Whether this process keeps the index."""

    def close(self) -> None:
        """Take part no more."""


class SearchService:
    """Owns the engine's state: the newest snapshot and the loaded models."""

    def __init__(
        self,
        library: Library,
        indexer: IndexBuilder,
        models: Sequence[Model],
        progress: Progress = no_progress,
        make: MakeModel = model_of,
        chosen: ChosenAnew | None = None,
        reranker: RerankerSlot | None = None,
        shared: SharedWithOthers | None = None,
    ) -> None:
        """``make`` makes models of before again; ``chosen`` tells while it runs that others were chosen, ``shared``
        that another process has changed the index.
        """
        self._library = library
        self._watching = ChoiceWatch(chosen, self.use) if chosen else None
        self._indexer = indexer
        self._watch = EmbeddingWatch(progress)
        loading = {model.name: f"the model {model.name} is being loaded" for model in models}
        self._reranker, self._shared = reranker, shared
        self._showing = Showing(State(reasons=loading, reranker=reranker))
        self._measuring = Measuring(self._showing)
        self._saved: BuiltIndex | None = None
        self._save_again_at = 0.0
        self._changed = threading.Event()
        self._closing = threading.Event()
        self._building = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="search-service", daemon=True)
        self._loader = threading.Thread(target=self._load_all, name="model-loader", daemon=True)
        self._roster = ModelRoster(self._showing, models, make, self._changed.set)
        self._merger = SegmentMerger(self._merge, self._changed.set)
        self._left_alone = False
        self.engine = Engine(lambda: self.state, lambda: library.catalog)
        library.on_change(self._on_change)

    @property
    def state(self) -> State:
        """What can be searched now."""
        return self._showing.state

    def start(self) -> None:
        """Bring the index up to date in the background, and keep it so."""
        few_arenas()
        self._thread.start()
        self._loader.start()
        self._merger.start()
        if self._watching:
            self._watching.start()
        if self._shared:
            self._shared.start(self._changed.set)

    def close(self) -> None:
        """Stop at the next batch and wait for it."""
        self._closing.set()
        if self._watching:
            self._watching.close()
        self._changed.set()
        self._merger.close()
        self._roster.close()
        # One that is in a library's code when Python ends would abort the process.
        for thread, seconds in ((self._thread, 30), (self._loader, 10)):
            if thread.is_alive():
                thread.join(timeout=seconds)
        for loaded in self.state.models.values():
            loaded.close()
        if self._reranker is not None:
            self._reranker.close()
        if self._shared:
            self._shared.close()

    def keeps_index(self) -> bool:
        """Whether this process makes the index of its articles folder, rather than following another's."""
        return self._shared is None or self._shared.is_ours()

    def readiness(self) -> Readiness:
        """How far the index is."""
        return readiness_of(self.state, self._watch.job)

    def use(self, models: Sequence[Model]) -> None:
        """Have ``models`` take part from now on, while the site runs; those of before rank until they are ready."""
        with self._building:
            if not self._roster.has(models):
                self._roster.use(models)

    def bring_up_to_date(self) -> list[Embedded]:
        """Do in this thread all that can be done: open, index, load models, embed; for the command line.

        Raises:
            DataFolderError: the data folder cannot be written; a usable index in it is searched all the same.

        """
        self._changed.clear()
        self._refresh()
        self._settle()
        done = []
        for model in self._roster.models:
            if self._roster.load(model) and (embedded := self._try_to_embed(model)):
                done.append(embedded)
        self._refresh()
        if self.state.snapshot is not None and self._indexer.merge(self.state.snapshot):
            self._refresh()
        self._settle()
        self._measuring.measure(self._library.catalog)
        if self._reranker is not None:
            self._reranker.load()
        return done

    def _on_change(self, catalog: Catalog) -> None:
        """Hide at once what nobody may see any more; the rest follows when it is indexed."""

        def hide(state: State) -> State:
            seen = state.snapshot
            return state if seen is None else replace(state, snapshot=seen.with_catalog(catalog))

        self._showing.swap(hide)
        self._changed.set()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._changed.clear()
            try:
                self._catch_up()
            except DataFolderError as error:
                if str(error) != self.state.reasons.get("index"):  # once, not every few seconds
                    logger.warning("%s", error)
                self._showing.tell("index", str(error))
                self._changed.wait(RETRY_SECONDS)
            except Exception:
                logger.exception("indexing failed; trying again")
                self._changed.wait(RETRY_SECONDS)
            else:
                is_kept = self.state.snapshot is self._saved
                self._changed.wait(None if is_kept else max(self._save_again_at - time.monotonic(), 0.0))

    def _catch_up(self) -> None:
        """Words first, then meaning; the rest when nothing more urgent is left, or before a long embedding."""
        self._refresh()
        if any(has_many_lacking(self._snapshot, loaded, MANY) for loaded in self.state.models.values()):
            self._settle()
        for model in self._roster.models:
            if self._interrupted():
                return
            self._try_to_embed(model)
        if not self._interrupted():
            self._settle(can_wait=self._shared is None)
            self._measuring.measure(self._library.catalog)
            self._merger.grown()
            give_back()
            if not self._left_alone and self._roster.is_weighed and self._snapshot.size.passages > LARGE:
                self._left_alone = True
                leave_alone()

    def _settle(self, *, can_wait: bool = False) -> None:
        """What nobody waits for who has saved an article: what its words teach of other languages, and the disk, which
        may be left until it is time for it. A start makes of the articles what the disk does not have.
        """
        self.engine.learn(self._snapshot)
        if not can_wait or time.monotonic() >= self._save_again_at:
            worked = time.thread_time()
            self._save()
            self._save_again_at = time.monotonic() + SAVING_SHARE * (time.thread_time() - worked)

    @property
    def _snapshot(self) -> BuiltIndex:
        assert self.state.snapshot is not None
        return self.state.snapshot

    def _try_to_embed(self, model: Model) -> Embedded | None:
        self._watch.begin(model.name)
        try:
            loaded = self.state.models.get(model.name)
            if loaded is None:  # another was chosen meanwhile
                return None
            done = self._indexer.embed(self._snapshot, loaded, self._watch, self._interrupted)
            if done.passages and not self._interrupted():
                self._refresh()
            return done
        except DataFolderError:
            raise
        except Exception as error:  # a model that fails on a text must not keep the others from theirs
            logger.exception("the model %s failed", model.name)
            self._showing.tell(model.name, f"the model {model.name} failed: {error}")
            return None
        finally:
            self._watch.end(model.name, goes_on=self._interrupted())

    def _interrupted(self) -> bool:
        return self._changed.is_set() or self._closing.is_set()

    def _refresh(self) -> None:
        """Make searchable what has changed, articles or vectors."""
        with self._building:
            state, catalog = self.state, self._library.catalog
            snapshot = state.snapshot or self._indexer.open_newest(catalog)
            if snapshot is not None and state.snapshot is None:
                self._saved = snapshot
                snapshot = self._roster.set_apart(snapshot)
                self._show(snapshot)
            self._show(self._indexer.refresh(catalog, snapshot, state.models, self._roster.names))
            self._roster.refreshed(state)

    def _save(self) -> None:
        """Keep on disk what can be searched, where it is not there yet."""
        with self._building:
            snapshot = self._snapshot
            if snapshot is not self._saved:
                self._saved = self._indexer.save(snapshot)
                self._show(self._saved)

    def _merge(self) -> bool:
        snapshot = self.state.snapshot
        return snapshot is not None and self._indexer.merge(snapshot)

    def _show(self, snapshot: BuiltIndex) -> None:
        self.engine.prepare(snapshot)
        before, state = self._showing.swap(
            lambda one: with_snapshot(one, snapshot, self._roster.models, self._roster.retiring)
        )
        if before.snapshot is None or before.ready != state.ready:
            models = f"and meaning ({', '.join(sorted(state.ready))})" if state.ready else "only"
            logger.info("Search by words %s: %s articles", models, snapshot.size.articles)

    def _load_all(self) -> None:
        """Load beside the rest: importing a model can take ten seconds, a saved article must not wait."""
        steps: list[Callable[[], object]] = [self._roster.load_first, lambda: prepare_languages(self._library.catalog)]
        steps += [self._roster.load_configured, *([self._reranker.load] if self._reranker else [])]
        for step in (*steps, self._roster.load_retiring, give_back):  # reading lists of words took much memory
            if not self._closing.is_set():
                step()
