"""Pictures by a browser: kept beside the article with words, with scripts and without, and refused with a reason."""

from __future__ import annotations

import io

import pytest
from lxml import html
from werkzeug.datastructures import FileStorage

from kb.editor.picture_upload import EACH_MINUTE
from kb.pictures.taking import MAX_PICTURE_BYTES
from tests.git_site import git
from tests.kb.editor.conftest import Writer, text_of, told
from tests.multipart import send_multipart
from tests.pictures import SVG, picture

pytestmark = pytest.mark.slow  # whole pages: each takes a good part of a second
ADDRESS = "/editor/pictures/en/lid"


def chosen(data: bytes, name: str = "Lid (1).png") -> FileStorage:
    return FileStorage(io.BytesIO(data), name, "picture")


def send(writer: Writer, data: bytes, alt: str = "The lid", address: str = ADDRESS) -> tuple[int, str]:
    token = writer.open().xpath("//input[@name='csrf_token']/@value")[0]
    fields = {"csrf_token": token, "alt": alt, "picture": chosen(data)}
    answer = send_multipart(writer.browser.client, address, fields)
    told_back = answer.get_json(silent=True) or {}
    return answer.status_code, told_back.get("markdown" if answer.status_code == 200 else "wrong", "")


def test_a_picture_is_kept_beside_the_article_and_shown(writer: Writer) -> None:
    status, markdown = send(writer, picture("PNG"), "The [lid]")
    assert (status, markdown) == (200, "![The \\[lid\\]](images/lid-1.png)")
    page = writer.send(writer.open(), act="preview", text=markdown)
    [shown] = html.document_fromstring(page.text).get_element_by_id("e-preview").xpath(".//img")
    assert (shown.get("alt"), shown.get("width")) == ("The [lid]", "8")
    answer = writer.browser.get(shown.get("src"))
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert "lid-1.png" in writer.browser.get("/editor/en/cup").text  # no article shows it yet


def test_without_scripts_the_picture_comes_to_the_end_of_the_text_and_nothing_typed_is_lost(writer: Writer) -> None:
    page = writer.send(writer.open(), act="picture", text="Typed.", alt="Lid", picture=chosen(picture("JPEG"), "l.jpg"))
    assert page.status_code == 200
    assert text_of(page) == "Typed.\n\n![Lid](images/l.jpg)\n"
    assert text_of(writer.open()) == text_of(page)
    refused = writer.send(writer.open(), act="picture", alt="", text="Typed.", picture=chosen(picture("PNG")))
    assert (refused.status_code, "what the picture shows" in told(refused), text_of(refused)) == (422, True, "Typed.")
    nothing = writer.send(writer.open(), act="picture", alt="x", text="Typed.")
    assert "Please choose a picture." in told(nothing)


def test_what_is_not_taken_says_why_and_leaves_no_file(writer: Writer) -> None:
    for data, said in (
        (SVG.format("<script>1</script>").encode(), "has an element script"),
        (b"plain", "no picture"),
        (picture("PNG")[:30], "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * MAX_PICTURE_BYTES, "larger than 8 MB"),
    ):
        status, why = send(writer, data)
        assert (status, said in why) == (422, True), why
    assert send(writer, b"x" * (MAX_PICTURE_BYTES + 200_000))[0] == 413
    assert send(writer, picture("PNG"), address="/editor/pictures/en/nothing")[0] == 404
    assert not (writer.root / "en/images").exists()


def test_pictures_are_bounded_by_the_minute(writer: Writer) -> None:
    token = writer.open().xpath("//input[@name='csrf_token']/@value")[0]
    client, data = writer.browser.client, {"csrf_token": token}
    answers = {client.post(ADDRESS, data=data).status_code for _ in range(EACH_MINUTE + 1)}
    assert answers == {422, 429}


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_a_picture_is_committed_with_its_author(writer: Writer) -> None:
    send(writer, picture("GIF"))
    assert git(writer.root, "log", "-1", "--format=%an %s").strip() == "Ann Add picture: en/images/lid-1.gif"
