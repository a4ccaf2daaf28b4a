"""What happened in the help centre that tests look at: something of everything that a page can show."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from kb.catalog.article import ArticleId
from kb.core.events import EventKind
from kb.core.roles import AT_THE_COMMAND_LINE, Person, Role
from kb.core.settings import Settings
from kb.editor.drafts import owner_of
from kb.editor.sheet import FormSheet
from kb.factors import authenticators, passkeys
from kb.factors.passkeys import NewCredential
from kb.factors.sealing import Sealing
from kb.feedback.votes import Opinion, VoteReason, cast
from kb.importing.books import NewImport
from kb.importing.import_rows import ImportState
from kb.importing.worker import ImportWorker
from kb.messages.attachments import Attachment
from kb.messages.deliveries import DeliveryWay, note_failed
from kb.messages.inbox import NewMessage, take_in
from kb.publishing.proposals import comment, propose
from kb.short_links.links import Destination, make
from kb.storage.data_folder import secret_key
from kb.webhooks.subscriptions import Subscriptions
from review.comments.handling import CommentAct, act_on, handled
from tests.browser.page_types import FORGOTTEN, KEEPER, MESSAGES, PROPOSED, TABLES
from tests.clock import Clock
from tests.conftest import SAMPLES, open_samples
from tests.kb.exchange.conftest import CATEGORIES, SECTIONS
from tests.kb.exchange.conftest import article as row
from tests.search.insights.conftest import failed, opened, put, search, support
from tests.signing_in import Office

VALUES, COOKIE = "values.json", "cookie"
"""Beside the files of a help centre: what is known of it; and in there, by what somebody is signed in."""
NOT_HELPED = partial(Opinion, False, (VoteReason.MISSING,))


def imported(parts: Any, person: Person, articles: Path) -> dict[str, str]:
    """The numbers of an import that can be looked at, of one that is done, and of one that was undone but for a file.

    What the last two wrote goes again: the samples stay what they are.
    """
    (worker,) = (one for feature in parts.features for one in feature.workers if isinstance(one, ImportWorker))
    books, uploads = worker.runner.books, worker.runner.uploads
    before = {file: file.read_bytes() for file in articles.rglob("*") if file.is_file()}

    def read(name: str, *rows: dict[str, Any], fetches: bool = False) -> int:
        folder = uploads.begin()
        told = json.dumps({"articles": [*rows], **SECTIONS, **CATEGORIES}).encode()
        uploads.add(folder, name, io.BytesIO(told))
        number = books.add(person, folder, NewImport("zendesk", name.partition(".")[0], fetches=fetches))
        books.move(number, [ImportState.SENDING], ImportState.READING, label=name, size=len(told))
        worker.work()
        return number

    def write(number: int) -> int:
        books.move(number, [ImportState.READY], ImportState.WAITING)
        worker.work()
        return number

    lost = '<img src="https://pictures.example.com/a-picture-that-nobody-has-any-more-and-whose-name-is-long.png">'
    rows = [row(1, "Descale the kettle", f"<h2>Every month</h2><ol><li>Fill it</li><li>Boil</li></ol><p>{lost}</p>")]
    rows += [row(2, "Order again", "<table><tr><th>Day</th><th>Price</th></tr><tr><td>1</td><td>2</td></tr></table>")]
    done, undone = write(read("first.json", *rows)), write(read("second.json", *rows))
    for file in articles.rglob("descale-the-kettle-2.md"):
        file.write_bytes(file.read_bytes().replace(b"Boil", b"Boil it"))
    books.move(undone, [ImportState.DONE], ImportState.UNDO_WAITING, asked={})
    worker.work()
    for file in articles.rglob("descale-the-kettle.md"):
        file.write_bytes(file.read_bytes().replace(b"Boil", b"Boil water"))
    rows[0]["body"] = rows[0]["body"].replace("Boil", "Boil twice")
    ready = read("first.json", *rows, row(3, "Ask a person", "<p>Call us.</p>", user_segment_id=5), fetches=True)
    for file in articles.rglob("*"):
        if file.is_file() and file not in before:
            file.unlink()
    parts.library.refresh()
    return {"import_ready": str(ready), "import_done": str(done), "import_undone": str(undone)}


def settings_in(folder: Path) -> Settings:
    """Those of the help centre in ``folder``, which keeps its articles and its data beside each other."""
    return Settings(
        articles_dir=folder / "articles", data_dir=folder / "data", site_name="Sofra help", second_factor=Role.ADMIN
    )


def lived_in(folder: Path) -> dict[str, str]:
    """Let everything happen in ``folder`` that a page can show, to a copy of the sample articles at a fixed time.

    Gives what addresses say of it, and the cookie of whoever may see everything.
    """
    clock, articles = Clock(), folder / "articles"
    shutil.copytree(SAMPLES, articles)
    app = open_samples(settings_in(folder), clock=clock)
    parts = app.extensions["kb"]
    put(app, *(failed(f"gift card {n}") for n in range(4)), failed("w" * 120), opened("reset"), search("unsure"))
    support(app)
    office = Office(app, clock)
    admin = office.hire(Role.ADMIN)
    keeper = office.hire(Role.EDITOR, KEEPER)
    with parts.database.begin() as connection:
        authenticators.begin(connection, keeper.id, "sealed")
        authenticators.confirm(connection, clock.now.replace(tzinfo=None), keeper.id, "sealed")
        made = NewCredential("AAAA", b"", 0)
        passkeys.add(connection, clock.now.replace(tzinfo=None), keeper.id, "AAAA", "This laptop", made)
    with parts.database.begin() as connection:
        code = make(
            connection, Destination(FORGOTTEN), "Reset a forgotten password", "Ann", clock.now.replace(tzinfo=None)
        )
    picture = Attachment("leak.png", "image/png", b"not looked at")
    written = NewMessage("ar", "jane@example.com", MESSAGES["ar"], "Jane", "SF-1234567", [picture])
    message = take_in(parts.database, written, [DeliveryWay.MAIL], clock.now)
    with parts.database.begin() as connection:
        note_failed(connection, message, DeliveryWay.MAIL, clock.now, "the mail server 10.0.0.5:25 cannot be used")
    with parts.database.begin() as connection:
        for language, words in MESSAGES.items():
            article = parts.library.catalog.articles[ArticleId(language, TABLES)]
            vote = cast(connection, article, NOT_HELPED(words), clock.now)
    with parts.database.begin() as connection:
        seen = handled(connection, [vote])[vote].seen
        act_on(connection, [seen], CommentAct.SETTLE, "Ann", "The table has it now.", clock.now)
    shown = parts.library.catalog.articles[ArticleId("en", PROPOSED)]
    content = (articles / shown.path).read_bytes() + b"\n1. Plug it in.\n"
    form = FormSheet.of_file(content, shown.path, shown.id).as_plain()
    with parts.database.begin() as connection:
        number = propose(connection, keeper.person, owner_of(keeper.person), shown.id, form, clock.now)
        comment(connection, number, admin.person, owner_of(admin.person), "Plug it in", "Where?", clock.now)
    staff = office.hire(Role.STAFF)
    office.teams.add(AT_THE_COMMAND_LINE, "repair-centre", "Repair centre")
    office.teams.join(AT_THE_COMMAND_LINE, "repair-centre", staff)
    hooks = Subscriptions(parts.database, clock, Sealing(secret_key(parts.settings.data_dir), "webhooks"))
    number, _ = hooks.add(AT_THE_COMMAND_LINE, "https://example.com/hook", list(EventKind), internal=True)
    hooks.test(hooks.find(number))
    link = office.accounts.password_link(AT_THE_COMMAND_LINE, staff)
    imports = imported(parts, admin.person, articles)
    cookie = office.browser(admin).client.get_cookie("session")
    assert cookie is not None
    parts.close()
    return {"code": code, "password_link": link, "message": message, **imports, COOKIE: cookie.value}


def files_of_one() -> dict[str, bytes]:
    """What is in the data folder after all that, by path, and beside it, as ``VALUES``, what is known of it."""
    with tempfile.TemporaryDirectory() as name:
        values, data = lived_in(Path(name)), Path(name) / "data"
        files = (file for file in data.rglob("*") if file.is_file())
        kept = {file.relative_to(data).as_posix(): file.read_bytes() for file in files}
    return {**kept, VALUES: json.dumps(values).encode()}
