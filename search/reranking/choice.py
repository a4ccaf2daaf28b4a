"""Which reranker takes part, by the settings. Choosing loads nothing: one that is missing is told when it is loaded."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from kb.core.errors import SettingsError
from kb.core.setting_groups import RerankerSettings
from kb.files.key_file import read_key
from search.reranking.scores import Scorer
from search.reranking.slot import RerankerSlot


def choose_reranker(settings: RerankerSettings) -> RerankerSlot | None:
    """The reranker that is set, not loaded yet; None without one.

    Raises:
        SettingsError: two are set, or half of one; or the file of its key cannot be used.

    """
    if settings.reranker and settings.reranker_url:
        raise SettingsError("KB_RERANKER and KB_RERANKER_URL are two rerankers; leave one of them out")
    for name in ("reranker_key_file", "reranker_model"):
        if getattr(settings, name) and not settings.reranker_url:
            raise SettingsError(f"KB_{name.upper()} needs KB_RERANKER_URL as well")
    seconds = settings.reranker_ms / 1000
    if settings.reranker_url:
        from search.reranking.server import RerankServer

        key = read_key("KB_RERANKER_KEY_FILE", settings.reranker_key_file)
        load = partial(RerankServer, settings.reranker_url, settings.reranker_model, key)
        return RerankerSlot("server", load, seconds)
    if settings.reranker:
        folder = Path(settings.reranker).expanduser()
        return RerankerSlot(folder.name, partial(_in_folder, folder), seconds)
    return None


def _in_folder(folder: Path) -> Scorer:
    from search.reranking.cross_encoder import OnnxCrossEncoder, graph_in
    from search.reranking.sentence_cross_encoder import SentenceCrossEncoder

    if graph_in(folder):
        return OnnxCrossEncoder(folder, max(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, 1))
    return SentenceCrossEncoder(folder)
