"""Which section of an article is shown: the best by words and meaning, those with a heading before the lead."""

from __future__ import annotations

from search.engine.candidates import Meaning
from search.engine.sections import FURTHER_SECTIONS, best_passages
from search.query.concepts import concepts
from tests.search.conftest import Searchable


def test_the_best_passage_is_shown_and_a_summary_only_where_there_is_nothing_else(searchable: Searchable) -> None:
    searchable.write("en/kettle.md", "All.\n\n## Boil\n\nWater.\n\n## Descale\n\nVinegar.", keywords="[boiler pot]")
    searchable.write("en/pot.md", "", keywords="[boiler]", title="Boiler")
    searchable.index()
    snapshot = searchable.service.state.snapshot
    assert snapshot is not None

    def shown(text: str) -> dict[str, str]:
        asked = {part.language: concepts(text, part) for part in snapshot.lexical.partitions}
        texts = snapshot.texts([snapshot.entries[row].id for row in (1, 0)])
        best = best_passages(snapshot, asked, Meaning(snapshot, {}, {}), texts)
        return {id_.key: first.text for id_, (first, *_) in best.items()}

    assert shown("vinegar") == {"kettle": "Vinegar.", "pot": ""}
    assert shown("water")["kettle"] == "Water."
    assert shown("boiler pot")["kettle"] == "All."


def test_other_sections_follow_the_best_one_each_once_where_they_answer_nearly_as_well(searchable: Searchable) -> None:
    long = "Vinegar takes the lime away. " * 40  # two passages of one section
    sections = (
        ("One", long),
        ("Two", "Vinegar again."),
        ("Three", "Vinegar too."),
        ("Four", "Vinegar."),
        ("Five", "Tea."),
    )
    searchable.write("en/kettle.md", "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections))
    searchable.index()
    (hit,) = searchable.search("vinegar", sections=True).hits
    assert hit.sections is not None
    shown = [hit.passage.anchor, *(section.passage.anchor for section in hit.sections)]
    assert len(shown) == len(set(shown)) == 1 + FURTHER_SECTIONS
    assert "five" not in shown
    (alone,) = searchable.search("tea", sections=True).hits
    assert (alone.passage.anchor, alone.sections) == ("five", ())
    (plain,) = searchable.search("vinegar").hits
    assert plain.sections is None


def test_a_section_whose_heading_says_it_goes_before_the_lead_that_names_everything(searchable: Searchable) -> None:
    lead = "White smoke comes from fat, black smoke from what burns."
    white, black = "Take the fat out of the drawer.", "Pull the plug and leave the drawer shut."
    body = f"{lead}\n\n## White smoke\n\n{white}\n\n## Black smoke\n\n{black}"
    searchable.write("en/fryer.md", body, title="The fryer is smoking")
    searchable.index()
    assert [searchable.search(text).hits[0].passage.text for text in ("black smoke", "white smoke")] == [black, white]


def test_the_lead_is_shown_where_it_alone_answers(searchable: Searchable) -> None:
    searchable.write("en/fryer.md", "It weighs four kilograms.\n\n## Clean\n\nWith soap.", title="Fryer")
    searchable.index()
    assert searchable.search("how many kilograms").hits[0].passage.anchor == ""


def test_words_of_the_title_say_nothing_of_a_heading_that_repeats_them(searchable: Searchable) -> None:
    sections = "## Kettle\n\nIt is red.\n\n## Store\n\nThe kettle stays dry in its box."
    searchable.write("en/kettle.md", sections, title="Kettle")
    searchable.index()
    assert searchable.search("store kettle").hits[0].passage.anchor == "store"


def test_a_list_of_links_is_shown_only_where_an_article_is_nothing_else(searchable: Searchable) -> None:
    links = "- [Descale the kettle with acid](acid.md)\n- [Descale the pot](pot.md), too"
    searchable.write("en/kettle.md", f"## Clean\n\nWith acid.\n\n## Descale\n\n{links}", title="Kettle")
    searchable.write("en/urn.md", links, title="Urn")
    searchable.index()
    assert {hit.article.key: hit.passage.text.split()[0] for hit in searchable.search("descale acid").hits} == {
        "kettle": "With",
        "urn": "Descale",
    }


def test_what_steps_need_is_shown_after_the_steps_themselves(searchable: Searchable) -> None:
    needed = "- descaler for coffee machines\n- a litre of cold water\n- a jug"
    steps = "1. Take the descaler for coffee machines.\n2. Pour a litre of cold water in.\n3. Switch it on, and wait."
    body = f"## Needs\n\n{needed}\n\n## Start\n\n{steps}\n\n## Store\n\n- dry\n- cold"
    searchable.write("en/machine.md", body, title="Machine")
    searchable.index()
    assert searchable.search("descaler with cold water").hits[0].passage.anchor == "start"
    assert searchable.search("needs").hits[0].passage.anchor == "needs"


def test_a_lead_is_quoted_without_the_description_that_says_the_same(searchable: Searchable) -> None:
    lead = "The kettle weighs four kilograms with its base and the lid."
    searchable.write("en/kettle.md", lead, keywords="[boiler]", description="It weighs four kilograms.")
    searchable.index()
    assert searchable.search("how many kilograms").hits[0].quoted.blocks == (lead,)
