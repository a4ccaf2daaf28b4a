"""What an answer to a query costs, with all that a page or a program is shown of it."""

from __future__ import annotations

import time
from contextlib import suppress

from search.engine.engine import Engine
from search.results.as_html import marked_title
from search.results.as_json import results_json
from search.results.results import QueryError, SearchRequest


def answer_ms(engine: Engine, request: SearchRequest) -> float:
    """Milliseconds of this process; a query that is refused in one line is answered too."""
    started = time.process_time()
    with suppress(QueryError):
        found = engine.search(request)
        results_json(found)
        for hit in found.hits:
            marked_title(hit)
    return (time.process_time() - started) * 1000
