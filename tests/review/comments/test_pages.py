"""Editors work through what readers wrote: they take it, settle it, put it back; authors read along."""

from __future__ import annotations

import pytest
from lxml import html

from kb.core.roles import Role
from tests.conftest import Collection
from tests.review.comments.conftest import CUP, LID, Newsroom, comments_on, rows_on

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second


def test_a_comment_is_taken_settled_with_a_line_and_put_back_step_by_step(newsroom: Newsroom) -> None:
    newsroom.write("Step 3 is gone.")
    ann = newsroom.hire(Role.EDITOR, "Ann")
    (told,) = comments_on(ann.get("/comments"))
    assert "Step 3 is gone. Lid" in told
    assert "Something is wrong" in told
    assert " New " in told
    (row,) = rows_on(ann.get("/comments"))
    assert ann.post("/comments", "/comments/act", {"one": f"take:{row}"}).status_code == 303
    assert "Taken by Ann" in comments_on(ann.get("/comments?state=taken"))[0]
    note = {"act": "settle", "row": rows_on(ann.get("/comments")), "note": "Written anew."}
    assert ann.post("/comments", "/comments/act", note).status_code == 303
    assert comments_on(ann.get("/comments")) == []
    assert (
        "Settled by Ann · November 22, 2026 12:00 · Written anew." in comments_on(ann.get("/comments?state=settled"))[0]
    )
    assert "Settled by Ann" in ann.get("/review/articles/en/orders/lid").text.replace("<bdi>", "").replace("</bdi>", "")
    for state in ("taken", "new"):
        (row,) = rows_on(ann.get("/comments?state=all"))
        ann.post("/comments", "/comments/act", {"one": f"back:{row}"})
        assert len(comments_on(ann.get(f"/comments?state={state}"))) == 1


def test_who_takes_what_a_colleague_just_took_is_told_and_keeps_what_was_written(newsroom: Newsroom) -> None:
    newsroom.write("Step 3 is gone.")
    ann, ben = newsroom.hire(Role.EDITOR, "Ann"), newsroom.hire(Role.EDITOR, "Ben")
    seen = rows_on(ben.get("/comments"))
    ann.post("/comments", "/comments/act", {"act": "take", "row": seen})
    answer = ben.post("/comments", "/comments/act", {"act": "settle", "row": seen, "note": "Not so."})
    assert answer.status_code == 409
    assert "Somebody got here first" in answer.text
    assert "Taken by <bdi>Ann</bdi>" in answer.text
    page = html.document_fromstring(answer.text)
    assert page.xpath("string(//input[@name='note']/@value)") == "Not so."
    chosen = [str(one) for one in page.xpath("//input[@name='row'][@checked]/@value")]
    assert chosen != seen
    assert ben.post("/comments", "/comments/act", {"act": "settle", "row": chosen}).status_code == 303
    assert "Settled by Ben" in comments_on(ben.get("/comments?state=settled"))[0]


def test_a_reader_who_writes_something_else_makes_it_new_again(newsroom: Newsroom) -> None:
    vote = newsroom.write("Step 3 is gone.")
    ann = newsroom.hire(Role.EDITOR, "Ann")
    ann.post("/comments", "/comments/act", {"act": "settle", "row": rows_on(ann.get("/comments"))})
    seen = rows_on(ann.get("/comments?state=settled"))
    newsroom.clock.later(minutes=5)
    newsroom.write("Step 4, too.", vote=vote)
    assert "Step 4, too." in comments_on(ann.get("/comments?state=new"))[0]
    answer = ann.post("/comments", "/comments/act", {"act": "back", "row": seen})
    assert answer.status_code == 409  # it is about other words
    (row,) = rows_on(ann.get("/comments?state=new"))
    assert ann.post("/comments", "/comments/act", {"one": f"take:{row}"}).status_code == 303
    assert "Taken by Ann" in comments_on(ann.get("/comments"))[0]


def test_the_inbox_is_narrowed_down_by_owner_language_category_and_article(newsroom: Newsroom) -> None:
    newsroom.write("One", LID)
    newsroom.write("Two", CUP)
    ann = newsroom.hire(Role.EDITOR, "Ann")

    def shown(query: str) -> list[str]:
        return [text.split()[2] for text in comments_on(ann.get(f"/comments?{query}"))]

    assert sorted(shown("")) == ["One", "Two"]
    assert shown("language=ar") == ["Two"]
    assert shown("category=orders") == ["One"]
    assert shown("article=ar/cup") == ["Two"]
    assert shown("whose=mine") == ["One"]
    assert shown("whose=taken") == []
    assert sorted(shown(f"state=x&whose=x&page={'9' * 40}")) == ["One", "Two"]
    page = html.document_fromstring(ann.get("/comments?language=ar").text)
    assert page.xpath("//nav[@class='views']//li[1]//*[@class='count']/text()") == ["1"]
    assert page.xpath("//select[@name='language']/option[@value='en']/text()") == ["English (1)"]


def test_what_is_forged_missing_or_gone_changes_nothing(newsroom: Newsroom) -> None:
    newsroom.write("One")
    ann = newsroom.hire(Role.EDITOR, "Ann")
    (row,) = rows_on(ann.get("/comments"))
    strange = [f"{'0' * 32}.5.0", f"{row[:32]}.{'9' * 16}.0", "x", "", f"{row}9999999999"]
    for value in strange:
        assert ann.post("/comments", "/comments/act", {"act": "take", "row": value}).status_code in (409, 422), value
    assert ann.post("/comments", "/comments/act", {"act": "burn", "row": row}).status_code == 400
    assert ann.post("/comments", "/comments/act", {"act": "take"}).status_code == 422
    assert len(comments_on(ann.get("/comments?state=new"))) == 1


def test_an_author_reads_and_finds_on_work_what_is_said_of_their_articles(newsroom: Newsroom) -> None:
    newsroom.write("Where is the <b>lid</b>?")
    newsroom.write("Not hers.", CUP)
    ann = newsroom.hire(Role.AUTHOR, "Ann")
    page = ann.get("/comments")
    assert len(comments_on(page)) == 2
    assert rows_on(page) == []
    assert not html.document_fromstring(page.text).xpath("//form[@id='comments']//button")
    assert ann.client.post("/comments/act", data={"act": "take"}).status_code in (400, 403)
    work = ann.get("/work").text
    assert "Where is the &lt;b&gt;lid&lt;/b&gt;?" in work
    assert "Not hers." not in work
    assert "1 open comment" in work


def test_comments_on_articles_that_are_gone_can_still_be_settled(newsroom: Newsroom, collection: Collection) -> None:
    newsroom.write("Two", CUP)
    (collection.root / "ar/cup.md").unlink()
    ann = newsroom.hire(Role.EDITOR, "Ann")
    (told,) = comments_on(ann.get("/comments"))
    assert "this article no longer exists" in told
    ann.post("/comments", "/comments/act", {"act": "settle", "row": rows_on(ann.get("/comments"))})
    assert len(comments_on(ann.get("/comments?state=settled"))) == 1
