"""The pictures of the reports: well-formed, harmless, and the same bytes for the same figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from kb.graphics.charts import Look, Series, bar_chart, line_chart, lying_bar_chart, some_of

FIGURES_CSS = Path(__file__).parents[3] / "kb" / "graphics" / "static" / "figures.css"
LOOK = Look(600, 280, "fa", lambda value: f"<{value}>")
HOSTILE = '<script>alert("x")</script> & مالک'
SHARES = Series("", [None, 20.0, None, 80.0], "brand")
COUNTS = [Series(HOSTILE, [1, 0, 3], "danger"), Series("b", [2, 0, 0], "warning")]


def drawn() -> dict[str, bytes]:
    return {
        "line": line_chart(HOSTILE, ["a", "", HOSTILE, ""], SHARES, LOOK, most=100),
        "bars": bar_chart(HOSTILE, ["a", HOSTILE, "c"], COUNTS, LOOK),
        "lying": lying_bar_chart(HOSTILE, ["a", HOSTILE, "c"], COUNTS, LOOK),
    }


@pytest.fixture(params=["line", "bars", "lying"])
def picture(request: pytest.FixtureRequest) -> bytes:
    return drawn()[request.param]


def local_names(picture: bytes) -> set[str]:
    return {etree.QName(element).localname for element in etree.fromstring(picture).iter(etree.Element)}


def texts(picture: bytes) -> list[str]:
    return [element.text or "" for element in etree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]


def test_a_picture_has_no_script_no_handler_and_nothing_from_elsewhere(picture: bytes) -> None:
    root = etree.fromstring(picture)
    assert etree.QName(root).text == "{http://www.w3.org/2000/svg}svg"
    assert not local_names(picture) & {"script", "foreignObject", "image", "use", "a", "desc"}
    attributes = [(str(name), value) for element in root.iter(etree.Element) for name, value in element.attrib.items()]
    assert not [name for name, _ in attributes if name.startswith("on") or name.endswith("href")]
    without_namespaces = re.sub(rb'xmlns(:\w+)?="[^"]*"', b"", picture)
    assert not re.search(rb"//|url\(|@import|<\?xml-stylesheet|<!--", without_namespaces)


def test_a_picture_says_what_it_is_in_its_language(picture: bytes) -> None:
    root = etree.fromstring(picture)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == HOSTILE
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fa"


def test_the_same_figures_are_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_a_picture_has_colours_for_light_and_dark(picture: bytes) -> None:
    used = set(re.findall(rb"var\((--[a-z]+)\)", picture))
    light, dark = picture.split(b"prefers-color-scheme", 1)
    assert used
    assert all(name + b":" in light and name + b":" in dark for name in used)


def test_numbers_are_written_by_the_page() -> None:
    assert {"<0>", "<25>", "<100>"} <= set(texts(drawn()["line"]))


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (7, [0, 2, 4, 6, 8]),
        (1234, [0, 500, 1000, 1500]),
    ],
)
def test_the_scale_has_a_few_whole_numbers(most: int, expected: list[int]) -> None:
    shown = texts(bar_chart("", ["a"], [Series("", [most], "brand")], LOOK))
    assert [text for text in shown if text.startswith("<")] == [f"<{number}>" for number in expected]


def test_a_line_is_broken_where_nothing_is_known() -> None:
    circles = list(etree.fromstring(drawn()["line"]).iter("{*}circle"))
    assert len(circles) == 2


def test_lying_bars_begin_at_the_top_and_grow_with_their_number() -> None:
    few, many = (lying_bar_chart("", list("abcdefgh")[:n], [Series("", list(range(n)), "brand")], LOOK) for n in (2, 8))
    names = {element.text: float(element.get("y", "0")) for element in etree.fromstring(many).iter("{*}text")}
    assert names["a"] < names["h"]
    few_box, many_box = (etree.fromstring(one).get("viewBox", "").split() for one in (few, many))
    assert int(few_box[3]) < int(many_box[3])


def test_long_names_are_cut() -> None:
    shown = texts(lying_bar_chart("", ["x" * 23, "y" * 22], [Series("", [1, 1], "brand")], LOOK))
    assert "x" * 21 + "…" in shown
    assert "y" * 22 in shown


def test_the_legends_of_the_pages_have_the_colours_of_the_pictures_in_both_themes(picture: bytes) -> None:
    legend = re.findall(r"\.key-(\w+) \{ --key: light-dark\((#\w+), (#\w+)\); \}", FIGURES_CSS.read_text("utf-8"))
    colours: dict[str, list[str]] = {}
    for name, colour in re.findall(r"--(\w+):(#\w+)", picture.decode()):
        colours.setdefault(name, []).append(colour)
    assert {name for name, *_ in legend} == {"brand", "danger", "wrong", "warning", "unknown", "note"}
    assert all(colours[name] == [light, dark] for name, light, dark in legend)


def test_below_a_chart_stand_the_last_name_and_every_so_many_before_it() -> None:
    assert some_of(["a", "b", "c", "d", "e"], 2) == ["a", "", "c", "", "e"]
    assert some_of(["a", "b"], 4) == ["", "b"]
    assert (some_of(["a", "b"], 1), some_of([], 3)) == (["a", "b"], [])
