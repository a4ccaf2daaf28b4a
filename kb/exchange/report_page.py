"""The report of an import as one page of HTML, to be looked at without a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import starmap

from kb.exchange.report import OUTCOMES, ImportedVersion, ImportOutcome, ImportReport

MOST_SHOWN = 2_000
"""Articles with something to say of them; the JSON has all."""
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1b1b }
table { border-collapse: collapse }
td, th { border: 1px solid #bbb; padding: .3rem .6rem; text-align: start; vertical-align: top }
details { border-top: 1px solid #bbb; padding: .5rem 0 }
summary { cursor: pointer }
pre { font-size: .9rem; white-space: pre-wrap; margin: 0 }
.gone { background: #ffe3e0 } .came { background: #ddf3dd } .sides { display: grid; gap: .5rem }
@media (min-width: 50rem) { .sides { grid-template-columns: 1fr 1fr } }
@media (prefers-color-scheme: dark) {
  body { background: #161616; color: #eee } .gone { background: #4a2320 } .came { background: #1f4020 }
}
"""


def report_page(report: ImportReport) -> str:
    """The whole page; everything that comes from the export is escaped."""
    title = f"{'What an import would do' if report.is_dry else 'Import'}: {report.system}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p><code>{escape(report.source)}</code> → <code>{escape(report.target)}</code></p>",
        _counts(report),
        _differences(report),
        _articles("To look at", [one for one in report.versions if one.is_worth_a_look and not one.differences]),
        _list("Pictures and files that the export does not hold", starmap(_shown_in, report.missing.items())),
        _list(
            "Pictures and files whose address has expired or leads to nothing",
            starmap(_shown_in, report.expired.items()),
        ),
        _list("Pictures and files that could not be fetched", _unfetched(report)),
        _list("Notes", (f"{note.kind}: <b>{escape(note.where)}</b>: {escape(note.message)}" for note in report.notes)),
        _list("Imported before, and not in the export any more", map(escape, report.gone)),
        _all(report),
    ]
    body = "\n".join(filter(None, parts))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}<style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n'
    )


def _counts(report: ImportReport) -> str:
    counts = report.counts
    rows = [(words, counts[outcome.value]) for outcome, words in OUTCOMES.items() if counts[outcome.value]]
    rows += [("pictures and files", report.files), ("categories", report.categories)]
    rows += [("fetched from the web", report.fetched)] if report.fetched else []
    cells = "".join(f"<tr><th scope=row>{escape(words)}</th><td>{number}</td></tr>" for words, number in rows)
    return f"<table>{cells}</table>"


def _differences(report: ImportReport) -> str:
    found = [one for one in report.versions if one.differences]
    if not found:
        return ""
    parts = []
    for one in found[:MOST_SHOWN]:
        sides = "".join(
            f"<p><b>{escape(part.part)}</b></p><div class=sides><pre class=gone>{escape(part.here) or '–'}</pre>"
            f"<pre class=came>{escape(part.there) or '–'}</pre></div>"
            for part in one.differences
        )
        parts.append(f"<details><summary>{_name(one)}</summary>{sides}</details>")
    about = "<p>Left is what stands here, which was kept; right is what stands there.</p>"
    return f"<h2>Changed both there and here ({len(found)})</h2>{about}{''.join(parts)}"


def _articles(title: str, versions: list[ImportedVersion]) -> str:
    if not versions:
        return ""
    parts = []
    for one in versions[:MOST_SHOWN]:
        lines = [f"<li>{escape(line)}</li>" for line in one.told]
        lines += [f"<li class=gone>not here: {escape(run)}</li>" for run in one.text.missing]
        lines += [f"<li class=came>only here: {escape(run)}</li>" for run in one.text.added]
        parts.append(f"<details open><summary>{_name(one)}</summary><ul dir=auto>{''.join(lines)}</ul></details>")
    more = len(versions) - MOST_SHOWN
    rest = f"<p>… and {more} more, in the JSON.</p>" if more > 0 else ""
    return f"<h2>{title} ({len(versions)})</h2>{''.join(parts)}{rest}"


def _name(one: ImportedVersion) -> str:
    where = one.path if one.outcome is not ImportOutcome.LEFT_OUT else OUTCOMES[one.outcome]
    return f"<bdi>{escape(one.title) or '–'}</bdi> <code>{escape(where)}</code>"


def _shown_in(address: str, title: str) -> str:
    """An address, and the first article that shows it."""
    return f"<code>{escape(address)}</code> in {escape(title)}"


def _unfetched(report: ImportReport) -> Iterator[str]:
    return (f"{_shown_in(address, title)}: {escape(why)}" for address, (title, why) in report.unfetched.items())


def _list(title: str, lines: Iterable[str]) -> str:
    found = list(lines)
    if not found:
        return ""
    shown = "".join(f"<li>{line}</li>" for line in found[:MOST_SHOWN])
    return f"<h2>{title} ({len(found)})</h2><ul dir=auto>{shown}</ul>"


def _all(report: ImportReport) -> str:
    """Every version, with the votes and views that it had there."""
    rows = "".join(
        f"<tr><td><bdi>{escape(one.title)}</bdi></td><td>{escape(one.language)}</td><td><code>{escape(one.path)}</code></td>"
        f"<td>{escape(OUTCOMES[one.outcome])}</td><td>{f'{one.votes[0]} / {one.votes[1]}' if one.votes else ''}</td>"
        f"<td>{'' if one.views is None else one.views}</td></tr>"
        for one in report.versions[:MOST_SHOWN]
    )
    head = "".join(f"<th>{words}</th>" for words in ("Title", "Language", "File", "", "Helpful / not", "Views"))
    return f"<h2>All articles ({len(report.versions)})</h2><table><tr>{head}</tr>{rows}</table>"
