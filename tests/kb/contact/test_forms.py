"""The contact form: what is kept, what is refused and told, and that nobody but staff reads it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from kb.contact.forms import TRAP
from kb.contact.pages import OF_ONE
from kb.core.roles import Role
from kb.messages.inbox import KeptMessage, newest_messages
from kb.messages.reference import read_reference
from tests.clock import Clock
from tests.kb.messages.conftest import PNG
from tests.signing_in import Office

GOOD = {"text": "My kettle leaks.\r\nWhat now?", "email": "jane@example.com"}


def send(
    client: FlaskClient, language: str = "en", headers: dict[str, str] | None = None, **fields: Any
) -> TestResponse:
    return client.post(
        f"/{language}/contact", data={**GOOD, **fields}, headers=headers, content_type="multipart/form-data"
    )


def send_large(client: FlaskClient, size: int, status: int) -> str:
    """The page after a large file; the test client itself leaves large bodies open."""
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in GOOD.items()]
    file = '--x\r\nContent-Disposition: form-data; name="files"; filename="big.png"\r\n\r\n'
    body = "".join([*parts, file]).encode() + PNG + bytes(size) + b"\r\n--x--\r\n"
    answer = client.post("/en/contact", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def kept(site: Flask) -> list[KeptMessage]:
    database = site.extensions["kb"].database
    with database.connect() as connection:
        return newest_messages(connection, 50)


def test_a_message_is_kept_and_its_reference_shown(contact_site: Flask) -> None:
    client = contact_site.test_client()
    files = [(BytesIO(PNG), "leak.jpg"), (BytesIO(b"note"), "a.txt")]
    answer = send(client, "ar", name="Jane", order_number="SF-1234567", files=files)
    assert answer.status_code == 303
    (message,) = kept(contact_site)
    page = client.get(answer.location.partition("#")[0])
    shown = page.get_data(as_text=True)
    assert f"{message.reference[:4]}-{message.reference[4:]}" in shown
    assert read_reference(answer.location.partition("sent=")[2].partition("#")[0]) == message.reference
    assert 'id="contact-form"' not in shown
    assert (message.language, message.email, message.name, message.order_number) == (
        "ar", "jane@example.com", "Jane", "SF-1234567",
    )  # fmt: skip
    assert message.text == "My kettle leaks.\nWhat now?"
    assert [(file.name, file.content_type, file.size) for file in message.files] == [
        ("leak.png", "image/png", len(PNG)), ("a.txt", "text/plain", 4),
    ]  # fmt: skip
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in page.headers


def test_what_is_missing_or_wrong_is_told_and_what_was_typed_stays(contact_site: Flask) -> None:
    client = contact_site.test_client()
    for fields, said in (
        ({"text": "  "}, "Please write what you need help with."),
        ({"email": "jane"}, "Please give an e-mail address"),
        ({"email": "jane@example.com\r\nBcc: a@b.cd"}, "Please give an e-mail address"),
        ({"files": [(BytesIO(b"MZ\x90\0"), "x.png")]}, "x.png is not a picture, PDF or text file"),
        ({"files": [(BytesIO(PNG), f"{n}.png") for n in range(4)]}, "That is too many files: 3 may be attached."),
    ):
        answer = send(client, **{"name": "Jane <b>", **fields})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 400, said
        assert said in page
        assert 'value="Jane &lt;b&gt;"' in page
        assert 'aria-invalid="true"' in page
    assert "big.png is too large: a file may be up to 5 MB." in send_large(client, 5 << 20, 400)
    assert "Your files are too large together" in send_large(client, 16 << 20, 413)
    assert kept(contact_site) == []


def test_other_sites_programs_and_floods_are_kept_out(contact_site: Flask) -> None:
    client = contact_site.test_client()
    assert send(client, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert send(client, headers={"Origin": "https://evil.example"}).status_code == 403
    assert send(client, **{TRAP: "https://spam.example"}).status_code == 303  # it need not know
    assert kept(contact_site) == []
    assert [send(client).status_code for _ in range(OF_ONE + 1)] == [303] * OF_ONE + [429]
    assert len(kept(contact_site)) == OF_ONE
    refused = send(client, text="Still here").get_data(as_text=True)
    assert "Still here" in refused
    assert "Many messages came from your connection" in refused


def test_where_the_database_cannot_take_it_the_page_says_so_and_keeps_the_text(contact_site: Flask) -> None:
    database = contact_site.extensions["kb"].database
    with database.begin() as connection:
        connection.execute(text("DROP TABLE contact_deliveries"))
        connection.execute(text("ALTER TABLE contact_messages RENAME TO away"))
    answer = send(contact_site.test_client())
    assert answer.status_code == 503
    assert "My kettle leaks." in answer.get_data(as_text=True)


def test_where_no_form_is_asked_for_there_is_none(contact_site: Flask, collection: Any) -> None:
    file = collection.root / "site.yml"
    file.write_text(file.read_text("utf-8").replace("form: yes", "form: no"), "utf-8")
    contact_site.extensions["kb"].library.refresh()
    client = contact_site.test_client()
    assert "contact-form" not in client.get("/en/contact").get_data(as_text=True)
    assert send(client).status_code == 404


def test_staff_find_a_message_by_its_reference_save_its_files_and_only_admins_delete_it(contact_site: Flask) -> None:
    send(contact_site.test_client(), text="<b>My kettle", files=[(BytesIO(PNG), "leak.png")])
    (message,) = kept(contact_site)
    office = Office(contact_site, Clock())
    contact_site.config["WTF_CSRF_ENABLED"] = False
    staff, admin = (
        office.browser(office.hire(role, f"{role}@example.com")).client for role in (Role.STAFF, Role.ADMIN)
    )
    code = message.reference
    listed = staff.get("/messages")
    assert "&lt;b&gt;My kettle" in listed.get_data(as_text=True)
    assert "no-store" in listed.headers["Cache-Control"]
    assert "/messages" in staff.get("/en/").get_data(as_text=True)
    found = staff.get(f"/messages?reference={code[:4]}-{code[4:]}".lower())
    assert found.location == f"/messages/{code}"
    assert "no message" in staff.get("/messages?reference=BBBB-BBBB").get_data(as_text=True)
    one = staff.get(f"/messages/{code}").get_data(as_text=True)
    assert "Kept here only" in one
    assert "Delete this message" not in one
    file = staff.get(f"/messages/{code}/files/1")
    assert file.data == PNG
    assert file.headers["Content-Disposition"] == "attachment; filename=leak.png"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert [staff.get(f"/messages/{code}/files/{number}").status_code for number in (2, 10**30)] == [404, 404]
    assert staff.post(f"/messages/{code}/delete").status_code == 403
    assert admin.post(f"/messages/{code}/delete").location == "/messages"
    assert kept(contact_site) == []
    stranger = contact_site.test_client().get(f"/messages/{code}")
    assert (stranger.location or "").startswith("/login")
