"""Made-up queries and messages of the engine itself, in this process: for numbers that no server answers in a day."""

from __future__ import annotations

import os
import random
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from bench.answering import answer_ms
from bench.made_texts import Texts
from bench.staffed import SAMPLES
from bench.verdict import Verdict
from bench.watching import sample
from kb.catalog.article import EVERYONE, PUBLIC_ONLY
from kb.core.settings import Settings
from kb.core.text import MAX_QUERY_CHARACTERS
from kb.library.library import Library
from search.engine.engine import Engine
from search.query.understanding import prepare_languages
from search.questions.question import find_question
from search.results.results import SearchRequest
from search.service.opening import open_search

SAID_EVERY = 2_000


def fuzz_queries(folder: Path, seed: int, numbers: Sequence[int], verdict: Verdict) -> None:
    """Ask the queries of ``numbers`` over the sample articles, by words alone, and show the hits."""
    library = Library(SAMPLES)
    library.refresh()
    service = open_search(Settings(SAMPLES, folder / "data"), library, [])
    service.bring_up_to_date()
    prepare_languages(library.catalog)
    snapshot = service.state.snapshot
    assert snapshot is not None
    engine = Engine(lambda: service.state, lambda: library.catalog)

    def ask(number: int) -> None:
        dice = random.Random(f"{seed}/{number}")
        text = Texts(snapshot.vocabularies, dice).text()
        languages = [*library.catalog.languages, None, "de", "zh", "ja", "xx"]
        who = dice.choice([PUBLIC_ONLY, EVERYONE])
        given = {"number": number, "text": text[:MAX_QUERY_CHARACTERS].encode("utf-8", "backslashreplace").decode()}
        if number % 10 == 0:
            kind, asked = "message", None
        else:
            language, only, by = (
                dice.choice(some)
                for some in (languages, [None, None, "ar", ""], [None, None, None, "orders", "\0", text[:50]])
            )
            asked = SearchRequest(
                text[: dice.choice([60, MAX_QUERY_CHARACTERS, MAX_QUERY_CHARACTERS + 1])],
                language,
                who,
                limit=dice.choice([1, 10, 50]),
                offset=dice.choice([0, 0, 10, 9_980]),
                only_language=only,
                category=by,
                instant=number % 3 == 0,
                sections=number % 5 == 0,
                exact=number % 11 == 0,
            )
            kind = "as you type" if asked.instant else "query"

        def once() -> float:
            started = time.process_time()
            rarity = lambda code: engine.rarity(code, EVERYONE)  # noqa: E731
            question = find_question(text, "", lambda _: "en", rarity) if asked is None else None
            request = SearchRequest(question.question, question.language, EVERYONE) if question else asked
            read = (time.process_time() - started) * 1000
            return read + (answer_ms(engine, request) if request is not None and request.text else 0.0)

        def afresh() -> float:
            nonlocal engine
            engine = Engine(lambda: service.state, lambda: library.catalog)  # nothing kept of the first time
            return once()

        try:
            verdict.took(number, kind, once(), afresh, given)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            verdict.failed(number, kind, traceback.format_exc()[-3_000:], given)

    for count, number in enumerate(numbers, 1):
        ask(number)
        if count % SAID_EVERY == 0:
            verdict.judge_slow()
            print(
                f"{count:,} asked, {sample(os.getpid()).memory_mb:.0f} MB, failed {len(verdict.failures)}", flush=True
            )
    verdict.judge_slow()
    verdict.notes.append(f"memory in the end {sample(os.getpid()).memory_mb:.0f} MB")
    service.close()
