"""A site that sends mail, with somebody who forgot their password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.core.settings import Settings
from kb.password_reset.sending import ResetMail
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.receivers import Mailbox, mail_server
from tests.signing_in import Office


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as opened:
        yield opened


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock, mailbox: Mailbox) -> Iterator[Office]:
    """With a public address, which links begin with."""
    collection.write("en/refund.md", title="Refund")
    for language in ("ar", "ru"):
        collection.write(f"{language}/refund.md", title="Refund")
    settings = Settings(
        articles_dir=collection.root,
        data_dir=tmp_path / "data",
        base_url="http://help.example.com",
        mail_server=f"smtp://127.0.0.1:{mailbox.port}",
        mail_from="help@example.com",
    )
    app = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


def reset_mail(office: Office) -> ResetMail:
    """What sends the links; nothing runs in the background here, so tests send themselves."""
    [found] = [one for each in office.parts.features for one in each.workers if isinstance(one, ResetMail)]
    return found
