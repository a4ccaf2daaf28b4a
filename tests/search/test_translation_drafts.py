"""A translation drafted by a model behind a real server: into the draft of a person, who reads it before readers do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.kb.editor.conftest import Writer, text_of, told
from tests.search.answers.generation.model_server import ModelServer, model_server
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # a server, and whole pages
PAGE = "translate/lid/ar"
GOOD = "## الإغلاق\n\nاضغطه حتى 60."


def said(text: str) -> str:
    """What the model answers."""
    return json.dumps({"translation": text}, ensure_ascii=False)


def field(page: html.HtmlElement, name: str) -> str:
    """What stands in the field."""
    return str(page.xpath(f"string(//input[@name='{name}']/@value | //textarea[@name='{name}'])")).strip()


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server(said(GOOD)) as running:
        yield running


@pytest.fixture
def writer(collection: Collection, tmp_path: Path, model: ModelServer) -> Iterator[Writer]:
    """Ann, an editor of a site with a model."""
    collection.write("en/lid.md", "Open it.\n\n## Close\n\nPush it to 60.\n", title="Lid")
    collection.write("ar/lid.md", "افتحه.\n", title="Ghita")
    settings = Settings(
        articles_dir=collection.root, data_dir=tmp_path / "data", answers_url=model.url, answers_model="tiny"
    )
    clock = Clock()
    app = open_site(settings, models=[], clock=clock)
    office = Office(app, clock)
    yield Writer(office.browser(office.hire(Role.EDITOR, "ann@example.com")), collection.root)
    app.extensions["kb"].close()


def drafted(writer: Writer) -> html.HtmlElement:
    """The page after the button was pressed."""
    answer = writer.send(writer.open(PAGE), act="model")
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def test_the_model_drafts_what_is_missing_and_nobody_publishes_it_unread(writer: Writer, model: ModelServer) -> None:
    page = drafted(writer)
    assert text_of(page) == f"افتحه.\n\n{GOOD}\n"
    assert "Sections that the model drafted: 1" in told(page)
    assert model.data()["text"] == "## Close\n\nPush it to 60."
    assert "into Arabic" in model.sent
    assert GOOD not in writer.file("ar/lid.md").decode()
    refused = writer.send(page, act="save")
    assert (refused.status_code, "A model drafted this text" in told(refused)) == (422, True)
    again = html.document_fromstring(refused.text)
    assert writer.send(again, act="save", status="draft").status_code == 303
    assert "translated_by: model" in writer.file("ar/lid.md").decode()
    page = writer.open("ar/lid")  # the plain form knows of it as well
    assert writer.send(page, status="published").status_code == 422
    assert writer.send(page, status="published", translated_by="").status_code == 303
    assert "translated_by" not in writer.file("ar/lid.md").decode()
    assert "تُرجم هذا المقال آليًا" not in writer.browser.get("/ar/articles/lid").text


def test_the_model_drafts_title_and_description_where_they_stand_as_in_the_original(
    writer: Writer, model: ModelServer
) -> None:
    for name in ("en/lid.md", "ar/lid.md"):
        file = writer.root / name
        file.write_text(file.read_text().replace("---\n", "---\ndescription: Close it.\n", 1).replace("Ghita", "Lid"))
    model.says = [said(GOOD), said("الغطاء"), said("أغلقه.")]
    page = drafted(writer)
    assert (field(page, "title"), field(page, "description")) == ("الغطاء", "أغلقه.")
    assert [model.data(number)["text"] for number in (1, 2)] == ["Lid", "Close it."]
    assert "It drafted title or description as well." in told(page)


def test_what_is_published_by_other_means_says_that_a_machine_translated_it(writer: Writer) -> None:
    file = writer.root / "ar/lid.md"
    file.write_text(file.read_text().replace("---\n", "---\ntranslated_by: model\n", 1))
    assert "تُرجم هذا المقال آليًا" in writer.browser.get("/ar/articles/lid").text


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (
            said(GOOD.replace("60", "70")),
            "code or headings would not be the same: Close.",
        ),
        ("no JSON", "not in the form that was asked for"),
    ],
)
def test_what_does_not_hold_changes_nothing_and_is_said(
    writer: Writer, model: ModelServer, says: str, why: str
) -> None:
    model.says = says
    page = drafted(writer)
    assert (text_of(page).strip(), why in told(page)) == ("افتحه.", True)
    assert page.xpath("//input[@name='translated_by']") == []


def test_without_an_answer_from_the_server_the_draft_stays_and_the_reason_is_said(
    writer: Writer, model: ModelServer
) -> None:
    model.status = 503
    page = drafted(writer)
    assert ("The model went no further" in told(page), "answers 503" in told(page)) == (True, True)


def test_what_is_not_for_everybody_is_sent_to_no_model(writer: Writer, model: ModelServer) -> None:
    page = writer.open(PAGE)
    file = writer.root / "en/lid.md"
    file.write_text(file.read_text().replace("---\n", "---\naudience: internal\n", 1))
    assert writer.open(PAGE).xpath("//button[@value='model']") == []
    assert "is not sent to a model" in told(html.document_fromstring(writer.send(page, act="model").text))
    assert model.requests == []


def test_without_a_model_there_is_no_button_and_no_act(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/lid.md", "Open it.\n\n## Close\n\nPush it.\n", title="Lid")
    collection.write("ar/lid.md", "افتحه.\n", title="Ghita")
    app = open_site(
        Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=(clock := Clock())
    )
    office = Office(app, clock)
    writer = Writer(office.browser(office.hire(Role.EDITOR)), collection.root)
    page = writer.open(PAGE)
    assert page.xpath("//button[@value='model']") == []
    assert writer.send(page, act="model").status_code == 404
    app.extensions["kb"].close()


def test_what_a_model_thinks_aloud_is_no_part_of_its_translation(writer: Writer, model: ModelServer) -> None:
    model.says = f'<think>Is it {{"translation": "x"}}?</think>\n{said(GOOD)}'
    assert text_of(drafted(writer)) == f"افتحه.\n\n{GOOD}\n"
