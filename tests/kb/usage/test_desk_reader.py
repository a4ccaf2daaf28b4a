"""What notes of the desk tell: links sent, tickets answered, questions that found nothing."""

from __future__ import annotations

from datetime import UTC, timedelta

from kb.usage.desk_notes import NoteKind
from kb.usage.desk_reader import LinkRate, Misfit, did_not_fit, found_nothing, link_rates, links_since
from tests.clock import NOON
from tests.kb.usage.conftest import REFUND, RESET, START, Desk


def test_links_quotes_and_replies_are_counted_and_nothing_else(desk: Desk) -> None:
    for kind in NoteKind:
        desk.add(kind, "T-1", RESET)
    desk.add(NoteKind.LINK, "", REFUND)
    assert desk.read(links_since) == {RESET: 3, REFUND: 1}


def test_only_what_was_sent_since_then_is_counted(desk: Desk) -> None:
    desk.now = START.replace(tzinfo=UTC) - timedelta(seconds=1)
    desk.add(NoteKind.LINK, "T-1", RESET)
    desk.now += timedelta(seconds=1)
    desk.add(NoteKind.LINK, "T-2", RESET)
    assert desk.read(links_since) == {RESET: 1}
    assert desk.read(link_rates) == {"": LinkRate(1, 1)}


def test_what_was_sent_from_the_end_on_is_not_counted(desk: Desk) -> None:
    for kind in (NoteKind.ASKED, NoteKind.NOTHING, NoteKind.LINK, NoteKind.NOT_THIS):
        desk.add(kind, f"T-{kind}", RESET, question="moon")
    end = NOON.replace(tzinfo=None)
    for query in (links_since, link_rates, found_nothing, did_not_fit):
        assert not desk.read(query, end)
        assert desk.read(query, end + timedelta(seconds=1))


def test_the_link_rate_is_the_share_of_tickets_that_got_an_article(desk: Desk) -> None:
    assert desk.read(link_rates) == {}
    assert LinkRate(0, 0).share is None
    for ticket in ("T-1", "T-1", "T-2", "T-3", "T-4", ""):
        desk.add(NoteKind.ASKED, ticket, language="en")
    desk.add(NoteKind.ASKED, "T-5", language="fa")
    desk.add(NoteKind.LINK, "T-1", RESET)
    desk.add(NoteKind.QUOTE, "T-1", RESET)
    desk.add(NoteKind.NOT_THIS, "T-2", RESET)
    desk.add(NoteKind.LINK, "", RESET)
    assert desk.read(link_rates) == {"en": LinkRate(4, 1), "fa": LinkRate(1, 0)}
    assert LinkRate(4, 1).share == 0.25


def test_a_ticket_counts_once_though_its_notes_tell_several_languages_or_none(desk: Desk) -> None:
    desk.add(NoteKind.LINK, "T-1", RESET)
    desk.add(NoteKind.ASKED, "T-1", language="en")
    desk.add(NoteKind.ASKED, "T-1", language="fa")
    assert desk.read(link_rates) == {"fa": LinkRate(1, 1)}


def test_tickets_that_found_nothing_are_told_newest_first_unless_they_were_answered_after_all(desk: Desk) -> None:
    desk.add(NoteKind.NOTHING, "T-1", question="Where is the moon?", language="en")
    desk.add(NoteKind.NOTHING, "T-2", question="Where is the sun?", language="en")
    desk.now += timedelta(hours=1)
    desk.add(NoteKind.LINK, "T-2", RESET)
    desk.add(NoteKind.LINK, "", RESET)
    desk.add(NoteKind.NOTHING, "", question="ماه کجاست؟", language="fa")
    found = desk.read(found_nothing)
    assert [(one.ticket, one.language, one.question) for one in found] == [
        ("", "fa", "ماه کجاست؟"),
        ("T-1", "en", "Where is the moon?"),
    ]
    assert len(desk.read(found_nothing, None, 1)) == 1


def test_a_ticket_that_was_answered_after_the_time_asked_for_found_something(desk: Desk) -> None:
    desk.add(NoteKind.NOTHING, "T-1", question="Where is the moon?")
    end = desk.now.replace(tzinfo=None) + timedelta(hours=1)
    desk.now += timedelta(hours=2)
    desk.add(NoteKind.LINK, "T-1", RESET)
    assert desk.read(found_nothing, end) == []


def test_articles_that_do_not_answer_a_question_are_told(desk: Desk) -> None:
    desk.add(NoteKind.NOT_THIS, "T-1", RESET, question="Where is the moon?")
    desk.add(NoteKind.LINK, "T-1", REFUND, question="Where is the moon?")
    desk.add(NoteKind.NOT_THIS, "T-2", REFUND, question="Where is the moon?", language="en")
    desk.add(NoteKind.NOT_THIS, "T-3", REFUND, question="Where is the moon?", language="en")
    assert list(desk.read(did_not_fit).items()) == [
        (Misfit("Where is the moon?", "en", REFUND), 2),
        (Misfit("Where is the moon?", "", RESET), 1),
    ]
