"""What operators watch of search."""

from __future__ import annotations

from kb.web.measure import Measure, Readings, one
from search.service.service import SearchService

MODES = ("starting", "lexical", "hybrid")


def measures_of(service: SearchService) -> list[Measure]:
    """How far the index is, which models take part, and what was answered."""
    counts = service.engine.counts

    def mode() -> Readings:
        now = service.readiness().mode
        return [({"mode": each}, float(each == now)) for each in MODES]

    def models() -> Readings:
        ready = service.readiness()
        known = {*ready.models, *(name for name in ready.reasons if name in service.state.models)}
        return [({"model": name}, float(name in ready.models)) for name in sorted(known)]

    def unread() -> float:
        job = service.readiness().embedding
        return job.total - job.done if job else 0

    def answers() -> Readings:
        return [({"mode": mode, "outcome": how}, number) for (mode, how), number in counts.outcomes().items()]

    def stages() -> Readings:
        return [({"stage": stage}, seconds) for stage, seconds in counts.seconds().items()]

    return [
        Measure("kb_search_mode", "1 at how search works now.", mode),
        Measure("kb_search_model_ready", "1 for each model that takes part in ranking, else 0.", models),
        Measure("kb_index_articles", "Articles in the index.", one(lambda: service.readiness().articles)),
        Measure("kb_index_passages", "Passages in the index.", one(lambda: service.readiness().passages)),
        Measure("kb_index_unread_passages", "Passages that a model has still to read.", one(unread)),
        Measure("kb_search_answers", "Searches that were answered, by mode and outcome.", answers, counts=True),
        Measure("kb_search_stage_seconds", "Seconds that searches took, by stage.", stages, counts=True),
        Measure("kb_search_late", "Searches for which a model was too late.", one(counts.late), counts=True),
    ]
