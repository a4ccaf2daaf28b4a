"""Loads embedding models into what is shown; one that cannot be loaded is told, and left out from then on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from search.engine.state import State
from search.models.embedder import EmbedderError, Model
from search.models.loaded import LoadedModel
from search.service.showing import Showing

logger = logging.getLogger(__name__)


class ModelLoader:
    """Loads each model once; ``is_wanted`` tells whether it still is, when it has been loaded.

    Only of ``models``, which are configured, is it told what failed; others of before end with their vectors.
    """

    def __init__(self, showing: Showing, models: Sequence[Model], is_wanted: Callable[[Model], bool]) -> None:
        self._showing, self._models, self._is_wanted = showing, tuple(models), is_wanted
        self.broken: set[str] = set()
        self._one_by_one = threading.Lock()

    def begin_anew(self, models: Sequence[Model]) -> None:
        """Others are configured from now on; whatever failed may be tried again."""
        self._models, self.broken = tuple(models), set()

    def load(self, model: Model) -> bool:
        """Whether ``model`` takes part now; where it failed its name is in ``broken``."""
        with self._one_by_one:
            return self._load(model)

    def _load(self, model: Model) -> bool:
        if model.name in self._showing.state.models:
            return True
        if model.name in self.broken:
            return False
        try:
            loaded = LoadedModel(model, model.load())
            loaded.everyday.mean("")  # so that the first question does not wait for it
        except Exception as error:  # noqa: BLE001 - whatever a model's code raises, words are searched without it
            reason = str(error) if isinstance(error, EmbedderError) else f"the model {model.name} failed: {error}"
            logger.warning("%s; searching without it", reason)
            self.broken.add(model.name)
            if model in self._models:
                self._showing.tell(model.name, reason)
            return False

        def add(state: State) -> State:
            is_wanted = self._is_wanted(model)
            return replace(state, models={**state.models, model.name: loaded}) if is_wanted else state

        _, after = self._showing.swap(add)
        if after.models.get(model.name) is loaded:
            return True
        loaded.close()
        return False
