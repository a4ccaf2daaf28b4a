"""What assistants get of the tools: bounded answers with their confidence, and of what is for others no trace."""

from __future__ import annotations

import pytest

from search.mcp.tools import MOST_OF_AN_ARTICLE, NOTHING, ONLY_NEAR
from tests.search.conftest import HOSTILE
from tests.search.mcp.conftest import LONG, MODES, Assistants

LETTER = "Hello,\n\nhow do I descale my kettle?\n\nBest regards\nJane"


@pytest.mark.parametrize("mode", MODES)
def test_a_search_gives_ids_titles_and_whole_addresses_with_how_sure_it_is(assistants: Assistants, mode: str) -> None:
    found = assistants.call("search", mode=mode, query="How do I descale my kettle?")
    first = found["results"][0]
    assert (first["id"], first["title"]) == ("en/products/kettle/descale", "Descale the kettle")
    assert first["url"] == f"{assistants.address}/en/articles/products/kettle/descale"
    assert (found["fits"], found["note"]) == (True, "")
    assert 0.5 < found["confidence"] <= 1


def test_what_no_article_answers_is_said_to_be_nothing_or_only_near(assistants: Assistants) -> None:
    nothing = assistants.call("search", query="xylophone quarks")
    assert (nothing["results"], nothing["fits"], nothing["note"]) == ([], False, NOTHING)
    near = assistants.call("search", query="order toaster balcony insurance vegetables")
    assert (near["fits"], near["note"]) == (False, ONLY_NEAR if near["results"] else NOTHING)


def test_a_result_can_be_fetched_by_its_id(assistants: Assistants) -> None:
    (first, *_) = assistants.call("search", query="refunds of a broken toaster")["results"]
    article = assistants.call("fetch", id=first["id"])
    assert article["text"].startswith("# Refunds\n\nYour money comes back")
    assert article["url"] == f"{assistants.address}/en/articles/orders/refund"
    assert article["metadata"]["tags"] == ["money", "two words"]
    assert article["metadata"]["next_start"] is None


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("", "See the file or the handbook."),
        ("staff", "See the file or [the handbook](../handbook/escalate.md)."),
        ("lawyer", "See [the file](../team/zanzibar.md) or [the handbook](../handbook/escalate.md)."),
    ],
)
def test_what_is_fetched_names_what_who_asks_may_see_alone(assistants: Assistants, who: str, text: str) -> None:
    fetched = assistants.call("fetch", who, id="en/account/linking")["text"]
    assert fetched == f"# Linking\n\n{text}\n"
    uri = "kb://articles/en/account/linking"
    read = assistants.ask(MODES[1], lambda client: client.read_resource(uri), who).contents[0]
    assert read.text == fetched


def test_a_long_article_comes_in_parts_that_join_to_the_whole(assistants: Assistants) -> None:
    text, start = "", 0
    while start is not None:
        part = assistants.call("fetch", id="en/account/former", start=start)  # by the name it had before
        assert (part["id"], len(part["text"]) <= MOST_OF_AN_ARTICLE) == ("en/account/long", True)
        text, start = text + part["text"], part["metadata"]["next_start"]
    assert text == f"# A long one\n\n{LONG.strip()}\n"


@pytest.mark.parametrize(
    ("who", "sees_staff", "sees_team"),
    [("", False, False), ("reporter", False, False), ("searcher", True, False), ("staff", True, False)]
    + [("lawyer", True, True)],
)
def test_articles_of_staff_and_teams_are_there_for_tokens_of_those_who_may_read_them_alone(
    assistants: Assistants, who: str, sees_staff: bool, sees_team: bool
) -> None:
    for id_, query, is_seen in (
        ("en/handbook/escalate", "gizmotron desk", sees_staff),
        ("en/team/zanzibar", "zanzibar", sees_team),
    ):
        found = assistants.call("search", who, query=query)
        assert (id_ in [one["id"] for one in found["results"]]) is is_seen
        if is_seen:
            assert assistants.call("fetch", who, id=id_)["metadata"]["audience"] != "public"
        else:
            hidden, never = (assistants.refused("fetch", who, id=one) for one in (id_, f"{id_}-never"))
            assert hidden == never
            assert query.split()[0] not in str(found["results"])


def test_a_draft_is_not_there_for_anybody(assistants: Assistants) -> None:
    assert "no such article" in assistants.refused("fetch", "lawyer", id="en/account/draft")


def test_a_reply_is_suggested_to_staff(assistants: Assistants) -> None:
    told = assistants.call("suggest_reply", "staff", message=LETTER, draft=True)
    assert told["question"] == "how do I descale my kettle?"
    assert told["results"][0]["link"].startswith(assistants.address)
    assert "vinegar" in told["draft"]["text"]


@pytest.mark.parametrize("who", ["", "searcher", "reporter"])
def test_nobody_else_has_a_reply_suggested(assistants: Assistants, who: str) -> None:
    assert "scope suggest" in assistants.refused("suggest_reply", who, message=LETTER)


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("search", {}, "query is missing"),
        ("search", {"query": 7}, "query is '7', which is no text"),
        ("search", {"query": "x" * 501}, "send at most 500"),
        ("search", {"query": "kettle", "limit": 21}, "from 1 to 20"),
        ("search", {"query": "kettle", "limit": True}, "from 1 to 20"),
        ("search", {"query": "kettle", "language": "tlh"}, "there are: "),
        ("search", {"query": "kettle", "audience": "internal"}, "there is no argument 'audience'"),
        ("fetch", {"id": "../../etc/passwd"}, "no such article"),
        ("fetch", {"id": "en/account/long", "start": 10**9}, "start is '1000000000'"),
        ("fetch", {"id": "en/account/long", "start": -1}, "start is '-1'"),
        ("suggest_reply", {"message": "x" * 200_001}, "send at most 200000"),
        ("suggest_reply", {"message": "Hello", "draft": "yes"}, "send true or false"),
        ("suggest_reply", {}, "message is missing"),
    ],
)
def test_a_wrong_call_is_told_what_to_change(
    assistants: Assistants, tool: str, given: dict[str, object], said: str
) -> None:
    assert said in assistants.refused(tool, "staff", **given)


def test_no_query_breaks_the_search(assistants: Assistants) -> None:
    async def ask_all(client: object) -> list[object]:
        return [await client.call_tool("search", {"query": one}) for one in HOSTILE if one.isprintable()]  # type: ignore[attr-defined]

    assert all(one.content for one in assistants.ask(MODES[1], ask_all))  # type: ignore[attr-defined]
