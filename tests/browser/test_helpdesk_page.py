"""What the extension does on the page of a helpdesk: reads the customer's words, writes where somebody writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

import search.helpdesks
from tests.browser.helpdesk import TICKET_PAGE, WORDS, ticket_page
from tests.browser.visitor import comes_true, window

pytestmark = pytest.mark.slow
SCRIPT = (Path(search.helpdesks.__file__).parent / "packages" / "extension" / "in_page.js").read_text("utf-8")
LINK = {"text": "Kettle: https://help.example.com/k", "html": '<a href="https://help.example.com/k">Kettle</a>'}
QUOTE = {
    "text": "> One\n> Two\n\nKettle: https://help.example.com/k",
    "html": '<blockquote><p>One</p><p>Two</p></blockquote><p><a href="https://help.example.com/k">Kettle</a></p>',
}


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A window in which the page of a ticket is opened."""
    with window(browser) as context:
        yield context.new_page()


def show(page: Page, body: str, at: str = TICKET_PAGE) -> Page:
    """The page with the script in it, as after the button of the extension was chosen."""
    page.route("http://helpdesk.test/**", lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(at)
    page.evaluate("window.heard = 0; addEventListener('input', () => { heard += 1; }, true)")
    page.add_script_tag(content=SCRIPT)
    return page


def reply(page: Page, kind: str) -> Locator:
    return page.frame_locator("#frame").locator("#reply") if kind == "frame" else page.locator("#reply")


def begin(page: Page, kind: str) -> Locator:
    """Click into the first line of the reply."""
    field = reply(page, kind)
    field.click(position={"x": 4, "y": 12} if kind == "frame" else {"x": 30, "y": 22})
    return field


def written(page: Page, kind: str) -> str:
    return reply(page, kind).input_value() if kind == "textarea" else reply(page, kind).inner_html()


def insert(page: Page, piece: dict[str, str]) -> bool:
    return bool(page.evaluate("(piece) => helpArticles.insert(piece)", piece))


def read(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("helpArticles.read()")
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_newest_message_of_the_customer_is_read_without_its_history(desk: Page, language: str) -> None:
    page = show(desk, ticket_page("textarea", language))
    words = WORDS[language]
    assert read(page) == {"message": words["message"], "subject": words["subject"], "ticket": "4711"}


def test_words_that_are_selected_are_read_instead(desk: Page) -> None:
    page = show(desk, ticket_page("textarea"))
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.message-body p'))")
    assert read(page)["message"] == WORDS["en"]["first"]


def test_what_is_selected_in_the_reply_is_not_the_customers(desk: Page) -> None:
    page = show(desk, ticket_page("editable", history="Older words of ours"))
    page.evaluate("getSelection().selectAllChildren(document.getElementById('reply'))")
    assert read(page)["message"] == WORDS["en"]["message"]


def test_a_thread_that_begins_with_the_newest_is_read_from_there(desk: Page) -> None:
    days = ("2026-11-22", "2026-11-21", "2026-11-20")
    said = ("The newest words of the customer", "Older words of the customer", "The oldest words of the customer")
    messages = "".join(
        f'<div role="article"><time datetime="{day}">{day}</time><p class="comment-text">{text}</p></div>'
        for day, text in zip(days, said, strict=True)
    )
    assert read(show(desk, f"<main>{messages}</main>"))["message"] == said[0]


def test_a_page_without_messages_gives_nothing(desk: Page) -> None:
    page = show(
        desk, "<nav class=message-list>Long words in the navigation of it</nav><p>Settings</p>", TICKET_PAGE[:-5]
    )
    assert read(page) == {"message": "", "subject": "", "ticket": ""}


@pytest.mark.parametrize("kind", ["textarea", "editable", "frame", "editor"])
def test_a_link_goes_where_the_cursor_is_and_can_be_undone(desk: Page, kind: str) -> None:
    page = show(desk, ticket_page(kind, history=""))
    field = begin(page, kind)
    if kind != "editor":
        page.keyboard.type("Hello Jane, Yours")
        for _ in range(len("Yours")):
            page.keyboard.press("ArrowLeft")
    before = written(page, kind)
    page.locator("h1").click()  # the reply is no longer where one writes
    assert insert(page, LINK)
    text = written(page, kind)
    if kind == "textarea":
        assert text == f"Hello Jane, {LINK['text']}Yours"
    else:
        assert LINK["html"] in text
    if kind in ("editable", "frame"):
        assert field.inner_text().replace("\u00a0", " ").startswith("Hello Jane, KettleYours")
    field.press("Control+z")
    assert comes_true(page, "async ([a, b]) => a === b", [written(page, kind), before], tries=1)


@pytest.mark.parametrize("kind", ["textarea", "editable", "frame", "editor"])
def test_a_quote_stays_a_quote_behind_what_is_there(desk: Page, kind: str) -> None:
    page = show(desk, ticket_page(kind))
    begin(page, kind)
    if kind != "editor":
        page.keyboard.type("Hello Jane")
    assert insert(page, QUOTE)
    if kind == "textarea":
        assert written(page, kind) == f"Hello Jane\n{QUOTE['text']}"
    else:
        assert reply(page, kind).locator("blockquote > p").all_inner_texts()[:2] == ["One", "Two"]
    if kind == "editable":
        before, own = page.locator("#reply").inner_text().split("On Sunday Jane wrote:")
        assert before.split() == ["Hello", "Jane", "One", "Two", "Kettle"]


@pytest.mark.parametrize("kind", ["textarea", "editable", "frame"])
def test_undoing_leaves_what_was_typed_just_before(desk: Page, kind: str) -> None:
    page = show(desk, ticket_page(kind))
    begin(page, kind)
    page.keyboard.type("Hello Jane ")
    before = reply(page, kind).inner_text() if kind != "textarea" else written(page, kind)
    assert insert(page, LINK)
    reply(page, kind).press("Control+z")
    after = reply(page, kind).inner_text() if kind != "textarea" else written(page, kind)
    assert after == before


def test_the_page_hears_of_it_as_of_typing(desk: Page) -> None:
    page = show(desk, ticket_page("textarea"))
    page.locator("#reply").click()
    assert insert(page, LINK)
    assert page.evaluate("heard") == 1


def test_where_nobody_wrote_yet_it_goes_above_the_history(desk: Page) -> None:
    page = show(desk, ticket_page("editable", history="My kettle is odd."))
    assert insert(page, LINK)
    assert page.locator("#reply").inner_text().split() == [
        "Kettle",
        *["On", "Sunday", "Jane", "wrote:", "My", "kettle", "is", "odd."],
    ]


def test_an_answer_is_written_from_right_to_left(desk: Page) -> None:
    page = show(desk, ticket_page("editable", "ar"))
    begin(page, "editable")
    page.keyboard.type("مرحبًا ")
    assert insert(
        page, {"text": "غلاية: https://help.example.com/k", "html": '<a href="https://help.example.com/k">غلاية</a>'}
    )
    assert page.locator("#reply p").first.inner_text().split() == ["مرحبًا", "غلاية"]
    assert page.locator("#reply").evaluate("(field) => getComputedStyle(field).direction") == "rtl"


def test_a_field_that_nobody_may_write_in_is_left_alone(desk: Page) -> None:
    page = show(desk, "<textarea readonly>Kept</textarea><input value=Kept><p>Words</p>")
    page.locator("textarea").click()
    assert not insert(page, LINK)
    assert [page.locator(one).input_value() for one in ("textarea", "input")] == ["Kept", "Kept"]


def test_the_script_comes_in_twice_without_harm(desk: Page) -> None:
    page = show(desk, ticket_page("textarea"))
    page.locator("#reply").click()
    page.add_script_tag(content=SCRIPT)
    assert insert(page, LINK)
    assert written(page, "textarea") == LINK["text"]


@pytest.mark.parametrize("kind", ["textarea", "editable"])
def test_what_is_selected_in_a_reply_that_somebody_is_in_is_not_the_customers(desk: Page, kind: str) -> None:
    page = show(desk, ticket_page(kind))
    field = begin(page, kind)
    page.keyboard.type("A draft of our own, for nobody else to see")
    field.press("Control+a")
    assert read(page)["message"] == WORDS["en"]["message"]


@pytest.mark.parametrize("kind", ["textarea", "editable", "frame"])
def test_what_is_selected_in_the_reply_stays_before_what_is_put_in(desk: Page, kind: str) -> None:
    page = show(desk, ticket_page(kind))
    field = begin(page, kind)
    page.keyboard.type("Hello Jane ")
    if kind == "editable":
        page.evaluate("getSelection().selectAllChildren(document.querySelector('#reply p'))")
    else:
        field.press("Control+a")
    assert insert(page, LINK)
    said = written(page, kind) if kind == "textarea" else field.inner_text().replace("\u00a0", " ")
    assert said.startswith(f"Hello Jane {LINK['text'] if kind == 'textarea' else 'Kettle'}")


def test_an_editor_that_takes_a_paste_later_gets_it_once(desk: Page) -> None:
    page = show(
        desk,
        """<div id="reply" contenteditable></div><script>
        reply.addEventListener('paste', (event) => {
          event.preventDefault();
          const html = event.clipboardData.getData('text/html');
          window.take = () => { reply.innerHTML += html; };
        });</script>""",
    )
    assert insert(page, LINK)
    page.evaluate("take()")
    assert written(page, "editor") == LINK["html"]


@pytest.mark.parametrize(
    "page_around",
    [
        '<body class="agent-app"><div id="reply-pane"><p class="message">{message}</p><textarea></textarea></div>',
        '<div class="agent desk"><main class="agent-view"><article class="message">{message}</article></main></div>',
        '<div class="eventually annotated browser-download"><p class="message update-candidate">{message}</p></div>',
    ],
)
def test_the_only_message_is_the_customers_whatever_the_page_around_is_called(desk: Page, page_around: str) -> None:
    message = WORDS["en"]["message"]
    assert read(show(desk, page_around.format(message=message)))["message"] == message


@pytest.mark.parametrize(
    "name", ["message agent", "agent-message", "message--internal_note", "messageOfAgent", "notes"]
)
def test_a_message_of_staff_is_known_by_a_word_of_its_name(desk: Page, name: str) -> None:
    words = WORDS["en"]
    page = show(
        desk,
        f'<main><p class="message">{words["message"]}</p>'
        f'<div class="{name}"><p class="message">{words["ours"]}</p></div></main>',
    )
    assert read(page)["message"] == words["message"]
