"""The JSON of a search: the keys of docs/api.md, and more of a hit only where it was asked for."""

from __future__ import annotations

import json
from dataclasses import replace

from search.results.as_json import hit_json, results_json
from tests.search.conftest import Searchable


def test_sections_and_the_marked_title_come_only_where_they_are_asked_for(searchable: Searchable) -> None:
    searchable.write("en/kettle.md", "## Descale\n\nUse the 17-KT.\n\n## Rinse\n\nRinse the kettle.", title="Kettle")
    searchable.index()
    plain = results_json(searchable.search("kettle"))
    (more,) = searchable.search("kettle", sections=True).hits
    told = hit_json(more)
    assert json.loads(json.dumps(plain))["results"][0]["key"] == "kettle"
    assert not {"sections", "marked_title"} & set(plain["results"][0])
    assert set(told) == {*plain["results"][0], "sections", "marked_title"}
    assert all(set(section) == {"heading", "anchor", "url", "snippet"} for section in told["sections"])


def test_programs_are_told_the_same_answer_as_the_page_quotes(searchable: Searchable) -> None:
    table = "| Rice | Time |\n| --- | --- |\n| Brown | 70 min |\n| White | 35 min |"
    searchable.write("en/rice.md", f"## Times\n\n{table}", title="Cooker")
    searchable.index()
    found = replace(searchable.search("brown rice"), confidence=1.0, said=1.0)
    told = results_json(found)
    assert told["answer"] == told["results"][0]["text"] == "Rice: Brown\nTime: 70 min"
    assert results_json(replace(found, confidence=0.0))["answer"] is None
    searchable.write("en/short.md", "Descale it.", title="Kettle")
    searchable.index()
    assert results_json(searchable.search("descale"))["results"][0]["text"] == "Descale it."
