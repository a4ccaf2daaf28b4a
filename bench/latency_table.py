"""Writes what ``bench/latency.py`` found as one Markdown table, a column a size."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Found = Mapping[str, Any]

INTRODUCTION = """## Speed and scale

`python bench/latency.py`: collections generated from a seed out of our own articles' sentences and invented words
(70 % English, 15 % Russian, 15 % Arabic), through `kb serve` and the engine that serves it. Passages' vectors are made
up to spread like the models' own, everything else is real. Times of queries are p50 / p95 / p99 in milliseconds; every
query is asked once, so no cache has it, unless the row says otherwise. Whole requests and the bare models take turns,
so that whatever else the machine does slows both. Stages are timed inside the engine with the queries' vectors at hand.
Embedding times of a collection are extrapolated from {sampled} of its passages where it has more. Memory is what the
process holds after 100 questions, and in brackets the most it ever held; the start found its index ready."""


def render(found: Mapping[int, Found], models: Sequence[str], clients: Sequence[int], load: float) -> str:
    """The introduction and the table."""
    rows = [_row(name, cell, found) for name, cell in _rows(found, models, clients)]
    lines = [_line(["articles", *(f"{size:,}" for size in found)]), "| --- |" + " ---: |" * len(found)]
    lines += [_line(row) for row in rows if any(row[1:])]
    sampled = max((b["sampled"] for each in found.values() for b in _bare(each).values()), default=256)
    notes = [
        f"- {size:,} articles: {part} failed: {why}" for size, each in found.items() for part, why in _failed(each)
    ]
    last = f"Load average of the machine (two cores) in the last 15 minutes of the run: {load:.1f}."
    return "\n".join([INTRODUCTION.format(sampled=int(sampled)), "", *lines, "", *notes, last])


Cell = Callable[[Found], str]


def _rows(found: Mapping[int, Found], models: Sequence[str], clients: Sequence[int]) -> list[tuple[str, Cell]]:
    rows: list[tuple[str, Cell]] = [("passages", lambda f: f"{_passages(f):,}" if _passages(f) else "")]
    for count in clients:
        rows += _query_rows(found, models, str(count), "1 client" if count == 1 else f"{count} clients")
    rows += [
        ("the same question again, 1 client", _times("served", "repeated")),
        ("half-typed question, `mode=instant`, 1 client", _instant),
        ("answered by words alone or refused, of all requests", _shed),
        ("reading the articles, s", lambda f: _number(f["build"]["read_s"])),
        ("indexing beside embedding, s", lambda f: _number(_index_seconds(f))),
        ("bare embedding of the passages, s", lambda f: _number(_bare_seconds(f))),
        ("reading and indexing / bare embedding", lambda f: f"{_share(f):.0%}"),
        ("the same with one model", lambda f: f"{_share(f, slim=True):.0%}" if len(models) > 1 else ""),
        ("saved article found by words, s", lambda f: _number(f["served"]["saved"]["lexical"])),
        ("… and by meaning, s", lambda f: _number(f["served"]["saved"]["semantic"])),
        ("longest request meanwhile (usual one), ms", _pause),
        (f"memory with {models[0]} alone (most), MB", lambda f: _memory(f["slim memory"])),
        ("memory with all models (most), MB", lambda f: _memory(f["served"]["memory"])),
        ("memory after one article was saved (most), MB", lambda f: _memory(f["served"]["memory after saving"])),
    ]
    sizes = [(part, size) for each in found.values() for part, size in each.get("disk", {}).items()]
    parts = dict.fromkeys(part for part, size in sizes if size >= 0.1)
    rows += [(f"disk: {part}, MB", _disk(part)) for part in parts]
    return [
        *rows,
        (f"txtai hybrid / our engine, {models[0]}, p50 ms", lambda f: _txtai(f, "whole")),
        ("… beside embedding", lambda f: _txtai(f, "beside")),
    ]


def _query_rows(found: Mapping[int, Found], models: Sequence[str], count: str, label: str) -> list[tuple[str, Cell]]:
    names = dict.fromkeys(name for each in found.values() for name in each.get("stages", {}).get(count, {}))
    names.pop("embedding", None)  # vectors are at hand here; the bare models have rows of their own
    kinds = {"all": "whole request", "English": "… English", "Russian and Arabic": "… Russian and Arabic"}
    rows = [(f"{name}, {label}", _times("stages", count, name)) for name in names]
    rows += [(f"{name}, {label}", _times("served", count, name)) for name in [f"bare {model}" for model in models]]
    rows += [(f"{shown}, {label}", _times("served", count, kind)) for kind, shown in kinds.items()]
    rows.append((f"whole request / slowest bare model, p50, {label}", lambda f: _ratio(f, count)))
    return rows


def _times(*path: str) -> Cell:
    return lambda found: _three(functools.reduce(lambda at, name: at[name], path, found))


def _disk(part: str) -> Cell:
    return lambda found: _number(found["disk"][part])


def _row(name: str, cell: Cell, found: Mapping[int, Found]) -> list[str]:
    """A row; a cell whose part failed is a dash."""
    cells = []
    for each in found.values():
        try:
            cells.append(cell(each))
        except (KeyError, IndexError):
            cells.append("–")
    return [name, *cells]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _failed(found: Found) -> list[tuple[str, str]]:
    return list(found.get("failed", {}).items())


def _http(found: Found, kind: str) -> Any:
    return found["served"][kind]


def _three(measured: Any) -> str:
    ms = measured["ms"] if isinstance(measured, Mapping) else measured
    return " / ".join(_number(value) for value in np.percentile(ms, [50, 95, 99])) if ms else "–"


def _number(value: float | None) -> str:
    return (
        "not found"
        if value is None
        else f"{value:,.0f}"
        if value >= 20
        else f"{value:.1f}"
        if value >= 1
        else f"{value:.2f}"
    )


def _ratio(found: Found, count: str) -> str:
    bare = [np.median(ms) for name, ms in found["served"][count].items() if name.startswith("bare ") and ms]
    return f"{np.median(_http(found, count)['all']['ms']) / max(bare):.2f}"


def _instant(found: Found) -> str:
    """Empty-handed where the server does not know the mode and answers as ever."""
    asked = _http(found, "instant")
    return _three(asked) + (" (answered hybrid)" if asked["modes"].get("hybrid") else "")


def _shed(found: Found) -> str:
    counts = [each["all"] for kind, each in found["served"].items() if kind.isdigit()]
    lexical = sum(each["modes"].get("lexical", 0) for each in counts)
    return f"{lexical} / {sum(each['refused'] for each in counts)}"


def _bare(found: Found) -> dict[str, Any]:
    return {**found.get("build", {}).get("models", {}), **found.get("build more", {}).get("models", {})}


def _passages(found: Found) -> int:
    return max((int(each["passages"]) for each in _bare(found).values()), default=0)


def _index_seconds(found: Found, slim: bool = False) -> float:
    more = 0.0 if slim else found.get("build more", {"index_s": 0.0})["index_s"]
    return float(found["build"]["index_s"] + more)


def _bare_seconds(found: Found, slim: bool = False) -> float:
    bare = found["build"]["models"] if slim else _bare(found)
    return float(sum(each["seconds"] for each in bare.values()))


def _share(found: Found, slim: bool = False) -> float:
    return float((found["build"]["read_s"] + _index_seconds(found, slim)) / _bare_seconds(found, slim))


def _pause(found: Found) -> str:
    saved = found["served"]["saved"]
    return f"{_number(saved['longest_ms'])} ({_number(saved['usual_ms'])})"


def _memory(measured: Mapping[str, float]) -> str:
    return f"{measured['now']:,.0f} ({measured['peak']:,.0f})"


def _txtai(found: Found, kind: str) -> str:
    measured = found["txtai"]
    if "missing" in measured:
        return str(measured["missing"])
    theirs, ours = (float(np.median(measured[kind][whose])) for whose in ("theirs", "ours"))
    return f"{_number(theirs)} / {_number(ours)} = {theirs / ours:.1f}"
