"""The tables that bench/quality.py prints, and their places in docs/benchmarks.md."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.evaluation.breakdown import Breakdown
from search.evaluation.measures import Measures

NOT_INSTALLED = "not installed"
OTHERS = {
    "best list alone": ("list alone", "words only"),
    "best sum of scores": ("sum of scores",),
    "best of txtai": ("txtai",),
}
"""What is told beside ours at one glance: kinds of systems, by parts of their names."""


@dataclass(frozen=True)
class Row:
    """One system's measures on one set; None where it is not installed."""

    set_name: str
    system: str
    measures: Breakdown | None


def quality_table(rows: Sequence[Row]) -> str:
    """A line a system, grouped by set; the best of each set is bold. Where a set has several languages the last column
    tells hit@1 of each.
    """
    heads = ["set (questions)", "system", "hit@1", "even", "odd", "hit@3", "hit@5", "MRR@10", "nDCG@10"]
    has_languages = any(len(row.measures.by_language) > 1 for row in rows if row.measures)
    heads += ["hit@1 by language"] if has_languages else []
    lines = [f"| {' | '.join(heads)} |", f"| --- | --- |{' ---: |' * 7}{' --- |' if has_languages else ''}"]
    told = ""
    for row in rows:
        best = [max(values) for values in zip(*(_cells(r) for r in rows if r.set_name == row.set_name), strict=True)]
        if row.measures is None:
            cells = [NOT_INSTALLED] + ["–"] * 6
        else:
            cells = [_cell(own, top) for own, top in zip(_cells(row), best, strict=True)]
        if has_languages:
            cells.append(_groups(row.measures.by_language if row.measures else {}))
        lines.append("| " + " | ".join(["" if row.set_name == told else row.set_name, row.system, *cells]) + " |")
        told = row.set_name
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    if row.measures is None:
        return [""] * 7
    whole, halves = row.measures.overall, row.measures.halves
    by_half = [halves[half].hit_1 if half in halves else math.nan for half in ("even", "odd")]
    shares = [whole.hit_1, *by_half, whole.hit_3, whole.hit_5, whole.mrr_10, whole.ndcg_10]
    return ["" if math.isnan(share) else f"{share:.3f}" for share in shares]


def _cell(own: str, best: str) -> str:
    return "–" if not own else f"**{own}**" if own == best else own


def _groups(groups: Mapping[str, Measures]) -> str:
    return " · ".join(f"{name} {one.hit_1:.2f}" for name, one in groups.items() if one.with_answer)


def margin_table(rows: Sequence[Row], ours: Sequence[str]) -> str:
    """A line a set: hit@1 of the systems ``ours``, of the best of each of ``OTHERS``, and how far the first of ours is
    ahead of the best of these.
    """
    heads = ["set", *ours, *OTHERS, f"{ours[0]} – best other"]
    lines = [f"| {' | '.join(heads)} |", f"| --- |{' ---: |' * (len(heads) - 1)}"]
    for name in dict.fromkeys(row.set_name for row in rows):
        found = {row.system: row.measures.overall.hit_1 for row in rows if row.set_name == name and row.measures}
        own = [found.get(system, math.nan) for system in ours]
        best = [
            max((hit for system, hit in found.items() if any(part in system for part in parts)), default=math.nan)
            for parts in OTHERS.values()
        ]
        margin = own[0] - max((hit for hit in best if not math.isnan(hit)), default=math.nan)
        cells = ["–" if math.isnan(share) else f"{share:.3f}" for share in (*own, *best)]
        lines.append(f"| {' | '.join([name, *cells, '–' if math.isnan(margin) else f'{margin:+.3f}'])} |")
    return "\n".join(lines)


def fitting_table(rows: Sequence[Row]) -> str:
    """A line a system of ours and half: what it says of how sure it is, in per cent, and hit@1 by style."""
    heads = ["set", "system", "right first, nothing fits", "wrong first, fits", "nothing answers, fits"]
    heads += ["with an answer box", "with a wrong one", "boxes with the section noted", "hit@1 by style"]
    lines = [f"| {' | '.join(heads)} |", f"| --- | --- |{' ---: |' * 6} --- |"]
    for row in rows:
        if row.measures is None:
            continue
        halves = row.measures.halves
        for name, one in (("", row.measures.overall), *((f", {half}", halves[half]) for half in halves)):
            shares = (one.right_not_fits, one.wrong_fits, one.nothing_fits, one.box, one.box_wrong, one.box_section)
            cells = ["–" if math.isnan(share) else f"{share:.1%}" for share in shares]
            styles = "" if name else _groups(row.measures.by_style)
            lines.append("| " + " | ".join([row.set_name, row.system + name, *cells, styles]) + " |")
    return "\n".join(lines)


def confidence_table(areas: Sequence[tuple[str, float | None]]) -> str:
    """A line for each thing that could tell whether there is an answer."""
    lines = ["| what tells | area under the ROC curve |", "| --- | ---: |"]
    lines += [f"| {name} | {NOT_INSTALLED if area is None else f'{area:.3f}'} |" for name, area in areas]
    return "\n".join(lines)


def with_table(text: str, name: str, table: str, by: str = "bench/quality.py") -> str:
    """``text`` with ``table`` between the two markers of ``name``, which is written by the command ``by``.

    Raises:
        ValueError: a marker is missing.

    """
    start, end = f"<!-- {name}: written by {by} -->", f"<!-- /{name} -->"
    before, found, rest = text.partition(start)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"the document lacks {start} … {end}")
    return f"{before}{start}\n{table}\n{end}{after}"
