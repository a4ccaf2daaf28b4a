"""Charts as SVG pictures that need nothing else: no script, nothing from elsewhere, both themes in one file.

The only module that imports pygal. What pygal adds for its script is taken out again, so that the same figures are
the same bytes. A picture is read with its table beside it; it is no place for text.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pygal
from flask import Response
from lxml import etree
from pygal.style import Style

from kb.language.languages import base
from kb.web.policies import FILE_POLICY

# pygal leaves a finder of maps behind, of an old kind that Python warns of whenever a module is missing.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

_FONTS = 'system-ui, "Segoe UI", "Noto Sans", "Noto Sans Arabic", Vazirmatn, "Geeza Pro", Tahoma, sans-serif'
# The colours of site.css by role; pictures cannot read them from the page.
_THEME = """inline:
:root { --text: #1d1c1a; --muted: #5c5850; --line: #dedad2; --ground: #ffffff;
  --brand: #0f6b5c; --danger: #a8321f; --wrong: #5d2a86; --warning: #d99a1c; --unknown: #7a8ca3; --note: #2b5f9e; }
@media (prefers-color-scheme: dark) { :root { --text: #ecebe6; --muted: #b0afa6; --line: #363a35; --ground: #1c1e1b;
  --brand: #6fcfb9; --danger: #f0806a; --wrong: #c79bee; --warning: #e5b75b; --unknown: #8d9db3; --note: #8db9ef; } }
text { unicode-bidi: plaintext; }
.axis .line { stroke: var(--line); }
.line.reactive { stroke-width: 2.5; }
.bars .rect { stroke: var(--ground); }
"""
_BAR, _AROUND_BARS = 34, 44
_LONGEST_NAME = 22
_LINES_ON_AXIS = 5
_PERCENT = 100


@dataclass(frozen=True)
class Look:
    """How a chart is shown: its size in pixels, the language of its words, and how that writes numbers."""

    width: int
    height: int
    language: str
    number: Callable[[float], str]


@dataclass(frozen=True)
class Series:
    """Values of one kind, None where there is none; ``colour`` is a role: brand, danger, wrong, warning and so on."""

    name: str
    values: Sequence[float | None]
    colour: str


def line_chart(title: str, labels: Sequence[str], series: Series, look: Look, *, most: int) -> bytes:
    """A line over time on a scale from 0 to ``most``, broken where there is no value; ``labels`` may be empty."""
    chart = pygal.Line(
        **_options(look, [series]),
        fill=False,
        allow_interruptions=True,
        dots_size=3,
        range=(0, most),
    )
    return _drawn(chart, title, labels, [series], most, look)


def bar_chart(title: str, labels: Sequence[str], series: Sequence[Series], look: Look) -> bytes:
    """Standing bars, those of several series on top of each other."""
    return _drawn(pygal.StackedBar(**_options(look, series)), title, labels, series, _highest(series), look)


def lying_bar_chart(title: str, names: Sequence[str], series: Sequence[Series], look: Look) -> bytes:
    """A lying bar for each name, the first on top; as high as they need."""
    size = Look(look.width, _AROUND_BARS + _BAR * len(names), look.language, look.number)
    upwards = [Series(one.name, one.values[::-1], one.colour) for one in series]
    chart = pygal.HorizontalStackedBar(**_options(size, series))
    short = [name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…" for name in names[::-1]]
    return _drawn(chart, title, short, upwards, _highest(series), size)


def some_of(names: Sequence[str], every: int) -> list[str]:
    """What stands below a chart where not all ``names`` fit: the last and every so many before it, else nothing."""
    last = len(names) - 1
    return [name if (last - place) % every == 0 else "" for place, name in enumerate(names)]


def chart_response(picture: bytes) -> Response:
    """A chart as an answer that may do nothing but be looked at."""
    response = Response(picture, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def _options(look: Look, series: Sequence[Series]) -> dict[str, Any]:
    colours = tuple(f"var(--{one.colour})" for one in series)
    style = Style(
        **dict.fromkeys(("background", "plot_background"), "transparent"),
        **dict.fromkeys(("foreground", "foreground_strong"), "var(--text)"),
        **dict.fromkeys(("foreground_subtle", "guide_stroke_color", "major_guide_stroke_color"), "var(--line)"),
        **dict.fromkeys(("label_font_size", "major_label_font_size", "legend_font_size"), 13),
        **dict.fromkeys(("opacity", "stroke_opacity"), "1"),
        font_family=_FONTS,
        transition="0s",  # nobody should see one theme turn into the other
        colors=colours,
        value_colors=colours,
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
    )
    return {
        "width": look.width,
        "height": look.height,
        "margin": 8,
        "margin_right": 28,  # half of the last label
        "style": style,
        "css": ("file://style.css", "file://graph.css", _THEME),
        "no_prefix": True,
        "js": (),
        "show_legend": False,  # the page has one, which is in its own direction
        "truncate_label": -1,
        "value_formatter": look.number,
    }


def _drawn(
    chart: pygal.Graph, title: str, labels: Sequence[str], series: Sequence[Series], most: int, look: Look
) -> bytes:
    chart.x_labels = labels
    chart.y_labels = _scale(most)
    for one in series:
        chart.add(one.name, one.values)
    tree = chart.render_tree()
    etree.strip_elements(tree, etree.Comment, "script", "desc", with_tail=False)
    tree.attrib.pop("id", None)
    tree.set("{http://www.w3.org/XML/1998/namespace}lang", base(look.language))
    tree.find("title").text = title
    return bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=True))


def _highest(series: Sequence[Series]) -> int:
    stacks = zip(*(one.values for one in series), strict=True)
    return max((int(sum(value or 0 for value in stack)) for stack in stacks), default=0)


def _scale(most: int) -> list[int]:
    """Whole numbers from 0 to ``most`` or a little above, few enough to read."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = 25 if most == _PERCENT else next(step for step in steps if step * _LINES_ON_AXIS >= most)
    return list(range(0, max(most, 1) + step, step))[: -(-max(most, 1) // step) + 1]
