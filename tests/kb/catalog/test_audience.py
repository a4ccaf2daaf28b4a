"""Who may see what: audiences of articles against the sets of names that people go by."""

from __future__ import annotations

import pickle
import re
from itertools import combinations, product
from pathlib import Path

import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, STAFF, Audience, AudienceSet, read_audience

ROOT = Path(__file__).parents[3]
TEAMS = ("legal", "sales", "support")
AUDIENCES = [
    Audience.PUBLIC,
    Audience.INTERNAL,
    Audience.CLOSED,
    *(read_audience(some) for count in (1, 2, 3) for some in combinations(TEAMS, count)),
]
PEOPLE = [
    PUBLIC_ONLY,
    EVERYONE,
    *(AudienceSet(STAFF.names | set(some)) for count in (0, 1, 2, 3) for some in combinations(TEAMS, count)),
]


def readers(audience: Audience) -> set[AudienceSet]:
    return {one for one in PEOPLE if audience in one}


@pytest.mark.parametrize(("one", "other"), list(product(AUDIENCES, repeat=2)))
def test_what_an_audience_covers_and_has_in_common_is_told_by_who_reads(one: Audience, other: Audience) -> None:
    assert one.covers(other) == (readers(one) >= readers(other))
    assert readers(one.within(other)) <= readers(one) & readers(other)
    if one.covers(other) or other.covers(one):
        assert readers(one.within(other)) == readers(one) & readers(other)


def test_of_two_lists_of_teams_those_that_both_name_remain() -> None:
    one, other = read_audience(["legal", "sales"]), read_audience(["sales", "support"])
    assert one.within(other) == read_audience(["sales"])
    assert read_audience(["legal"]).within(other) == Audience.CLOSED


def test_a_closed_article_is_for_those_alone_who_see_everything() -> None:
    assert readers(Audience.CLOSED) == readers(read_audience(["no-such-team"])) == {EVERYONE}


@pytest.mark.parametrize(
    "words", [[], [""], ["public", "internal"], ["internal", "legal"], ["a b"], ["é"], ["a" * 41], ["a_b"]]
)
def test_what_says_more_than_one_thing_or_nothing_is_no_audience(words: list[str]) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_audience(words)


def test_more_teams_than_anybody_means_are_a_mistake() -> None:
    assert len(read_audience([f"t{number}" for number in range(20)]).teams) == 20
    with pytest.raises(ValueError, match=r"^"):
        read_audience([f"t{number}" for number in range(21)])


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_audience_is_written_as_it_is_read_and_survives_being_kept(audience: Audience) -> None:
    assert pickle.loads(pickle.dumps(audience)) == audience  # noqa: S301
    if audience.names:
        assert read_audience(str(audience).split(",")) == audience


def test_no_module_decides_by_which_object_an_audience_is_or_that_it_is_internal() -> None:
    """One that is kept and read again is another object, and what is for a team is neither public nor internal."""
    wrong = re.compile(
        r"audience (is(?! None)|==|!=)|is (not )?Audience\b|Audience\.INTERNAL|audience == '|\baudience == \""
    )
    may = {"kb/catalog/article.py", "kb/folder/site_rules.py", "kb/editor/pages.py"}
    may |= {"kb/exchange/bundle/bundle.py"}  # what other systems know: one of two words, and no audience of ours
    files = [
        file for top in ("kb", "search", "review") for end in ("py", "html") for file in (ROOT / top).rglob(f"*.{end}")
    ]
    named = {str(file.relative_to(ROOT)) for file in files if wrong.search(file.read_text("utf-8"))}
    assert len(files) > 400
    assert named <= may | {"kb/library/assembling.py", "kb/editing/check.py"}  # both compare two articles
