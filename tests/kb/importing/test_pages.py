"""Administrators send an export, look at what it would do, import it, and undo it as a whole."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from lxml import html

from kb.accounts.audit_log import AuditEvent
from kb.catalog.article import ArticleId
from kb.core.roles import Role
from kb.history.kept_versions import versions_kept
from kb.importing.room import MOST_UPLOADS
from tests.git_site import git
from tests.kb.exchange.conftest import PNG, article
from tests.kb.importing.conftest import RESET, Admin, usual, zendesk
from tests.signing_in import Office, form_token

pytestmark = pytest.mark.slow  # whole pages


def test_a_preview_says_what_would_happen_and_writes_nothing(admin: Admin) -> None:
    before = admin.files
    number = admin.previewed()
    page = admin.page(number)
    assert "preview ready · Zendesk" in page
    assert "New 2" in page
    assert "Press" in page
    assert "twice." in page
    assert admin.files == before
    shown = admin.browser.get(f"/admin/imports/{number}").text
    address = f"/admin/imports/{number}/pictures/en/account/sign-in/images/key.png"
    assert f'src="{address}"' in shown
    picture = admin.browser.get(address)
    assert (picture.data, picture.headers["Content-Type"]) == (PNG, "image/png")
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]
    for elsewhere in ("en/account/sign-in/reset.md", "../files/export.zip", "..%2f..%2fkb.sqlite", "en/none.png"):
        assert admin.browser.get(f"/admin/imports/{number}/pictures/{elsewhere}").status_code == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "it is a translation (fr) of article 9, which is not in the export; it is left out"),
        ("ar", "ترجمة (fr) للمقالة 9 غير الموجودة في ملف التصدير؛ تُركت"),
        ("fa", "ترجمهٔ (fr) مقالهٔ 9 است که در برون‌ریزی نیست؛ کنار گذاشته شد"),
        ("ru", "это перевод (fr) статьи 9, которой нет в выгрузке; пропущен"),
    ],
)
def test_what_the_importer_says_is_in_the_language_of_whoever_reads_it(admin: Admin, language: str, said: str) -> None:
    (admin.root / language).mkdir(exist_ok=True)
    (admin.root / language / "first.md").write_text("# First\n\nText.\n")  # a site speaks what it has articles in
    lost = {"translations": [{"id": 5, "source_id": 9, "locale": "fr", "title": "<b>Perdue", "body": "<p>Un.</p>"}]}
    number = admin.previewed(zendesk(article(1, "Reset", "<p>One.</p>"), lost__json=json.dumps(lost).encode()))
    page = admin.browser.get(f"/admin/imports/{number}", headers={"Accept-Language": language})
    [line] = html.document_fromstring(page.text).xpath("//li[bdi/strong='<b>Perdue']")
    assert " ".join(line.text_content().split()) == f"<b>Perdue: {said}"
    assert line.xpath("count(.//bdi[.='fr'])") == 1  # what comes from elsewhere has its own direction
    data = admin.browser.get(f"/admin/imports/{number}/report.json").get_json()
    assert [note["message"] for note in data["notes"] if note["kind"] == "translation"] == [
        "it is a translation (fr) of article 9, which is not in the export; it is left out"
    ]


def test_an_import_is_read_by_the_site_noted_in_histories_and_in_the_audit_log(admin: Admin, office: Office) -> None:
    number = admin.imported()
    assert "![Key](images/key.png)" in admin.files[RESET].decode()
    assert admin.browser.get("/en/articles/account/sign-in/reset").status_code == 200
    with office.parts.database.connect() as connection:
        (version,) = versions_kept(connection, ArticleId("en", "account/sign-in/reset"))
    assert (version.act, version.name) == ("import", "Ann")
    assert "Imported" in admin.browser.get("/editor/history/en/account/sign-in/reset").text
    assert office.events()[-1] == (AuditEvent.IMPORTED, "export.zip")
    assert "Articles imported" in admin.browser.get("/admin/audit").text
    assert not list((office.parts.settings.data_dir / "imports").glob("*/files"))  # the upload is gone
    report = json.loads(admin.browser.get(f"/admin/imports/{number}/report.json").data)
    assert (report["source"], report["counts"]["new"], report["dry_run"]) == ("export.zip", 2, False)
    page = admin.browser.get(f"/admin/imports/{number}/report.html")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "Reset" in page.text


def test_undoing_removes_what_was_created_and_restores_what_was_updated(admin: Admin, office: Office) -> None:
    empty = admin.files
    first = admin.imported(zendesk(article(1, "Reset", "<p>Old words.</p>")))
    after_first = admin.files
    second = admin.imported(zendesk(article(1, "Reset", "<p>New words.</p>"), article(2, "Other", "<p>x</p>")))
    assert b"New words." in admin.files[RESET]
    admin.act(first, "undo")
    assert "A later import of the same source builds on this one." in admin.page(first)
    admin.undone(second)
    assert admin.files == after_first
    assert admin.browser.get("/en/articles/account/sign-in/other").status_code == 404
    admin.undone(first)
    assert admin.files == empty
    assert admin.state(first) == "undone"
    assert "files are as they were before the import" in admin.page(first)
    assert office.events()[-1] == (AuditEvent.IMPORT_UNDONE, "export.zip")
    again = admin.imported()
    assert admin.state(again) == "done"  # what was undone is new to the next import


def test_what_somebody_changed_since_is_listed_and_left_until_it_is_chosen(admin: Admin) -> None:
    own = admin.files["en/own.md"]
    number = admin.imported()
    file = admin.root / RESET
    file.write_bytes(file.read_bytes().replace(b"twice", b"thrice"))
    admin.undone(number)
    assert "changed since" in admin.page(number)
    assert "an article still shows it" in admin.page(number)
    assert "the category still has articles" in admin.page(number)
    assert b"thrice" in admin.files[RESET]
    assert "en/account/sign-in/other.md" not in admin.files
    ledger = json.loads(admin.files[".kb-import/zendesk.json"])
    assert list(ledger["articles"]) == ["1"]
    shown = [row.path for row in admin.books.left(number, 10)]
    seen = [f"{row.path}|{row.now}" for row in admin.books.left(number, 10)]
    file.write_bytes(file.read_bytes().replace(b"thrice", b"often"))
    admin.undone(number, path=shown, seen=seen)
    assert b"often" in admin.files[RESET]  # it is not what was looked at any more
    seen = [f"{row.path}|{row.now}" for row in admin.books.left(number, 10)]
    admin.undone(number, path=shown, seen=seen)
    assert admin.files == {"en/own.md": own}


def test_an_article_that_moved_since_is_found_where_it_is_now(admin: Admin) -> None:
    number = admin.imported()
    new = admin.root / "en/elsewhere.md"
    (admin.root / RESET).rename(new)
    admin.undone(number)
    assert "en/elsewhere.md moved since" in admin.page(number)
    assert new.exists()


@pytest.mark.parametrize("office", [{"git_commit": True}], indirect=True)
def test_an_import_is_one_commit_of_whoever_did_it_and_so_is_its_undoing(admin: Admin) -> None:
    number = admin.imported()
    assert git(admin.root, "log", "-1", "--format=%an %ae %s") == "Ann ann@example.com Import export.zip of zendesk\n"
    assert RESET in git(admin.root, "show", "--name-only", "--format=", "HEAD")
    assert ".kb-import/zendesk.json" in git(admin.root, "show", "--name-only", "--format=", "HEAD")
    assert git(admin.root, "status", "--porcelain") == ""
    admin.undone(number)
    assert git(admin.root, "log", "-1", "--format=%an %s") == "Ann Undo the import of export.zip\n"
    assert git(admin.root, "diff", "--stat", "HEAD~2", "HEAD") == ""
    assert git(admin.root, "status", "--porcelain") == ""


def test_what_differs_on_both_sides_is_shown_before_anything_is_written(admin: Admin) -> None:
    admin.imported(zendesk(article(1, "Reset", "<p>Old words.</p>"), article(2, "Other", "<p>x</p>")))
    file = admin.root / RESET
    file.write_bytes(file.read_bytes().replace(b"Old", b"My"))
    number = admin.previewed(zendesk(article(1, "Reset", "<p>New words.</p>"), article(3, "Third", "<p>y</p>")))
    page = admin.page(number)
    assert "Changed both there and here, kept as here 1" in page
    assert "Here body My words. There New words." in page
    assert "Imported earlier, and no longer in the export (1) en/account/sign-in/other.md" in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"PK\x03\x04 broken", "export.zip", "is packed in a way that is not read here"),
        (b'{"articles": [{"id": 1, "section_id": 2', "articles.json", "the file ends too early"),
        (b"nothing of a help centre", "a.txt", "It could not be told which system this is from."),
        (zendesk(), "export.zip", "has no articles of Zendesk"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(admin: Admin, content: bytes, name: str, said: str) -> None:
    number = admin.number(admin.send(content, name))
    admin.worker.work()
    page = admin.page(number)
    assert admin.state(number) == "refused"
    assert said in page
    assert str(admin.root.parent) not in page
    admin.act(number, "discard")
    assert admin.state(number) == "forgotten"


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in entries:
            found.writestr(name, content)
    return stream.getvalue()


def test_archives_that_lead_elsewhere_unfold_without_end_or_hold_too_much_are_refused(admin: Admin) -> None:
    link = zipfile.ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    for content, said in (
        (archive(("../../evil.md", b"x")), "leads out of the folder"),
        (archive((link, b"/etc/passwd")), "is a link or a device"),
        (archive(("a.md", b"0" * (80 * 2**20))), "would unfold to"),
        (archive(*((f"{number}.md", b"") for number in range(40_001))), "holds more than 40,000 files"),
    ):
        number = admin.previewed(content, system="markdown")
        assert said in admin.page(number)
        admin.act(number, "discard")
    assert sorted(admin.files) == ["en/own.md"]


def test_a_form_with_something_wrong_keeps_what_was_typed(admin: Admin) -> None:
    for fields, said in (
        ({"origin": "../x"}, "A name is made of letters a to z"),
        ({"language": "klingonese"}, "Write the code of a language"),
    ):
        answer = admin.send(system="wordpress", **fields)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert '<option value="wordpress" selected>' in answer.text
    nothing = admin.browser.post("/admin/imports", "/admin/imports", {"system": ""})
    assert "Please choose a file." in nothing.text
    assert admin.books.everyone() == []
    assert not list((admin.office.parts.settings.data_dir / "imports").glob("*"))


def test_there_are_only_so_many_uploads_at_a_time(admin: Admin) -> None:
    numbers = [admin.number(admin.send()) for _ in range(MOST_UPLOADS)]
    assert "There are as many uploads as there may be." in admin.send().text
    admin.worker.work()
    admin.act(numbers[0], "discard")
    assert admin.send().status_code == 303


@pytest.mark.parametrize("office", [{"import_mb": 1}], indirect=True)
def test_an_upload_is_bounded_and_nothing_of_it_stays(admin: Admin) -> None:
    answer = admin.send(b"x" * (2**20 + 1))
    assert "This is larger than an upload may be." in answer.text
    assert not list((admin.office.parts.settings.data_dir / "imports").glob("*"))


@pytest.mark.parametrize("office", [{"import_mb": 0}], indirect=True)
def test_uploads_may_be_switched_off(admin: Admin) -> None:
    assert "Uploads are switched off" in admin.browser.get("/admin/imports").text
    assert admin.send().status_code == 422


def test_only_administrators_may_send_more_than_a_form(admin: Admin, office: Office) -> None:
    for account in (None, office.hire(Role.EDITOR)):
        large = {"file": (io.BytesIO(b"x" * 2**18), "a.zip")}
        answer = office.browser(account).client.post("/admin/imports", data=large)
        assert answer.status_code in (400, 403, 413)
    assert not (office.parts.settings.data_dir / "imports").exists()


def test_a_script_sends_pieces_which_may_come_twice_and_not_out_of_order(admin: Admin) -> None:
    content = usual()
    begun = admin.browser.post("/admin/imports", "/admin/imports", {"pieces": "1", "system": "zendesk"}).json
    token = {"X-CSRFToken": form_token(admin.browser.get("/admin/imports"))}

    def piece(at: int, part: bytes) -> tuple[int, object]:
        query = f"?name=export.zip&at={at}"
        kind = "application/octet-stream"
        answer = admin.browser.client.post(begun["pieces"] + query, data=part, headers=token, content_type=kind)
        return answer.status_code, answer.json

    half = len(content) // 2
    assert piece(half, content[half:])[0] == 422
    assert piece(0, content[:half]) == (200, {"at": half})
    assert piece(0, content[:half]) == (200, {"at": half})
    assert piece(half, content[half:]) == (200, {"at": len(content)})
    number = admin.number(admin.browser.client.post(begun["complete"], headers=token))
    assert piece(len(content), b"more")[0] == 409  # it is being read
    admin.worker.work()
    assert admin.state(number) == "ready"


def test_pictures_are_asked_for_in_the_web_only_where_that_is_ticked(admin: Admin) -> None:
    text = '<p>x <img src="https://nobody.invalid/a.png" alt="x"></p>'
    number = admin.previewed(zendesk(article(1, "Reset", text)), fetches="1")
    assert "Pictures and files that are asked for in the web when you import: 1" in admin.page(number)
    admin.act(number, "import")
    admin.worker.work()
    assert "Pictures and files that could not be fetched (1) https://nobody.invalid/a.png – Reset" in admin.page(number)


def test_several_files_are_one_export(admin: Admin) -> None:
    with zipfile.ZipFile(io.BytesIO(usual())) as parts:
        files = [(io.BytesIO(parts.read(name)), name) for name in parts.namelist()]
    number = admin.number(admin.browser.post("/admin/imports", "/admin/imports", {"file": files}))
    admin.worker.work()
    assert admin.state(number) == "ready"
    assert "articles.json, key.png, places.json" in admin.page(number)
