"""Opens the writer of answers by the settings; imports nothing of writing and verifying where no model is set."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from kb.catalog.catalog import Catalog
from kb.core.clock import Clock
from kb.core.errors import SettingsError
from kb.core.settings import Settings
from kb.files.key_file import read_key
from search.engine.state import State

if TYPE_CHECKING:
    from search.answers.generation.writer import AnswerWriter


def open_writer(
    settings: Settings,
    database: Engine | None,
    clock: Clock,
    catalog: Callable[[], Catalog],
    state: Callable[[], State],
) -> AnswerWriter | None:
    """The writer; None where no model is set. Two of the server's threads never wait for it.

    Raises:
        SettingsError: the file of the key cannot be used, or the extra ``answers`` is not installed.

    """
    if not settings.answers_url:
        return None
    from search.answers.generation.budget import AnswerBudget
    from search.answers.generation.chat_server import OpenAIServer
    from search.answers.generation.learned_nearness import LearnedNearness
    from search.answers.generation.provider import ProviderError
    from search.answers.generation.writer import AnswerWriter

    key = read_key("KB_ANSWERS_KEY_FILE", settings.answers_key_file)
    try:
        server = OpenAIServer(
            settings.answers_url,
            settings.answers_model,
            key,
            settings.answers_first_seconds,
            settings.answers_seconds,
        )
    except ProviderError as error:
        raise SettingsError(f"KB_ANSWERS_URL: {error}") from None
    budget = AnswerBudget(database, settings, clock)
    nearness = LearnedNearness(state, catalog)
    return AnswerWriter(server, settings, budget, catalog, nearness, at_once=max(settings.threads - 2, 1))
