"""Which models take part: those that are configured, and those of before that rank until these have read everything."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from search.engine.state import State
from search.index.interface import BuiltIndex
from search.models.embedder import Model
from search.service.handover import MakeModel, hand_over, has_read_everything, set_apart, without
from search.service.model_loader import ModelLoader
from search.service.showing import Showing

logger = logging.getLogger(__name__)


class ModelRoster:
    """The ``models`` of a site, loaded into what is shown; ``make`` makes those of before again, ``changed`` is called
    where something may be read or asked that could not be before.

    ``use``, ``set_apart`` and ``refreshed`` are called by whoever holds the lock of building, all else by anybody.
    """

    def __init__(self, showing: Showing, models: Sequence[Model], make: MakeModel, changed: Callable[[], None]) -> None:
        self.models, self.retiring = list(models), list[Model]()
        self._showing, self._make, self._changed = showing, make, changed
        self._loader = ModelLoader(showing, models, self._is_wanted)
        self._weighed = threading.Event()
        self._closing = False

    @property
    def names(self) -> list[str]:
        """The names of all whose vectors are of use."""
        return [model.name for model in (*self.models, *self.retiring)]

    @property
    def is_weighed(self) -> bool:
        """Whether it is known of all configured models if they can be loaded."""
        return self._weighed.is_set()

    def has(self, models: Sequence[Model]) -> bool:
        """Whether it is ``models`` that take part, and none of them has failed: what failed may be mended by now."""
        is_same = [model.recipe for model in models] == [model.recipe for model in self.models]
        return is_same and not self._loader.broken

    def load(self, model: Model) -> bool:
        """Whether ``model`` takes part now."""
        return self._loader.load(model)

    def load_first(self) -> None:
        """Load the first one: readers wait for it most."""
        self._load_some(self.models[:1])

    def load_configured(self) -> None:
        """Load those that are configured."""
        self._load_some(self.models)
        self._changed()

    def load_retiring(self) -> None:
        """Load those of before, when it is known whether they are still needed."""
        self._weighed.wait()
        self._load_some(self.retiring)

    def set_apart(self, snapshot: BuiltIndex) -> BuiltIndex:
        """``snapshot`` as it was kept, with the vectors of models of before under names of their own."""
        snapshot, self.retiring = set_apart(snapshot, self.models, self._make)
        return snapshot

    def use(self, models: Sequence[Model]) -> None:
        """Have ``models`` take part from now on; those of before rank on until they are ready."""

        def change(state: State) -> State:
            shown, self.retiring = hand_over(state, models, self._make)
            self.models = list(models)
            return shown

        self._weighed.clear()
        self._loader.begin_anew(models)
        before, after = self._showing.swap(change)
        logger.info("The models are %s from now on", ", ".join(model.name for model in models))
        _close_unused(before, after)
        self._changed()  # what is being read for a model of before is no longer wanted
        threading.Thread(target=self._load_all, name="model-loader", daemon=True).start()

    def refreshed(self, state: State) -> None:
        """The index was refreshed with the models of ``state``: let go of those of before that nobody needs now."""
        if self.retiring and has_read_everything(self._showing.state, self.models):
            before, after = self._showing.swap(self._without_retiring)
            _close_unused(before, after)
        if state.models.keys() | self._loader.broken >= {model.name for model in self.models}:
            self._weighed.set()

    def close(self) -> None:
        """Load nothing more, and end what the models do."""
        self._closing = True
        self._weighed.set()

    def _without_retiring(self, state: State) -> State:
        retiring, self.retiring = self.retiring, []
        return without(state, retiring)

    def _load_all(self) -> None:
        self.load_configured()
        self.load_retiring()

    def _load_some(self, models: Sequence[Model]) -> None:
        for model in models:
            if not self._closing and self._loader.load(model):
                self._changed()

    def _is_wanted(self, model: Model) -> bool:
        return model in (*self.models, *self.retiring) and not self._closing


def _close_unused(before: State, after: State) -> None:
    """End what ``before`` had loaded and ``after`` has not."""
    for held in before.models.values():
        if held not in after.models.values():
            held.close()
