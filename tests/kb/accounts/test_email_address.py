"""Which two addresses are one: only those of one mailbox, whatever letters there are."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from kb.account_services.accounts import Accounts
from kb.accounts.accounts import AccountError
from kb.accounts.email_address import fold_email, is_email
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.storage.database import MIGRATIONS, connect
from tests.clock import Clock
from tests.conftest import with_tables


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("Ann@Example.COM", "ann@example.com"),
        (" ÉVA@example.com ", "éva@example.com"),
        ("E\u0301va@example.com", "\u00e9va@example.com"),
        ("ΣΟΦΙΑ@example.com", "σοφια@example.com"),
        ("ИВАН@example.com", "иван@example.com"),
    ],
)
def test_capitals_and_the_making_of_an_accent_do_not_matter(one: str, same: str) -> None:
    assert fold_email(one) == fold_email(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("faß@example.com", "fass@example.com"),
        ("FAẞ@example.com", "fass@example.com"),
        ("mi\u212ae@example.com", "mike@example.com"),  # the Kelvin sign
        ("\u017fam@example.com", "sam@example.com"),  # the long s
        ("\u0130da@example.com", "ida@example.com"),
        ("\u0131da@example.com", "ida@example.com"),
        ("\uff41nn@example.com", "ann@example.com"),  # a wide letter
        ("\ufb01n@example.com", "fin@example.com"),  # a ligature
        ("\u0430nn@example.com", "ann@example.com"),  # Cyrillic
        ("a.nn@example.com", "ann@example.com"),
    ],
)
def test_letters_that_only_look_or_sound_alike_are_two_addresses(one: str, other: str) -> None:
    assert fold_email(one) != fold_email(other)


@given(st.text(max_size=30))
def test_what_is_folded_stays_as_it_is(written: str) -> None:
    assert fold_email(fold_email(written)) == fold_email(written)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=12), st.text(max_size=12))
def test_nothing_but_its_own_capitals_becomes_an_address_in_ascii(plain: str, other: str) -> None:
    if fold_email(plain) == fold_email(other):
        assert fold_email(other).isascii()
        assert other.replace("\0", "").strip().isascii()


@pytest.mark.parametrize("written", ["\uff41nn@example.com", "\ufb01n@example.com", "mi\u212ae@example.com"])
def test_an_address_that_looks_like_another_cannot_be_had(written: str) -> None:
    assert not is_email(fold_email(written))


def test_accounts_of_both_can_be_had(tmp_path: Path) -> None:
    known = Accounts(connect(with_tables(tmp_path / "kb.sqlite")), Clock())
    for email in ("fass@example.com", "faß@example.com"):
        known.add(AT_THE_COMMAND_LINE, email, "", Role.STAFF)
    assert known.get("FAß@example.com").email == "faß@example.com"
    assert known.get("Fass@example.com").email == "fass@example.com"
    with pytest.raises(AccountError, match="is not an e-mail address"):
        known.add(AT_THE_COMMAND_LINE, "ｆass@example.com", "", Role.STAFF)


def test_accounts_that_would_become_one_both_stay_and_are_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path / 'kb.sqlite'}"
    _as_of(url, "0008")
    composed, other = "\u00e9va@example.com", "zoe\u0301@example.com"
    decomposed = unicodedata.normalize("NFD", composed)
    engine = create_engine(url)
    with engine.begin() as connection:
        for number, email in enumerate((composed, decomposed, other), 1):
            row = {"id": number, "email": email}
            connection.execute(
                text(
                    "INSERT INTO accounts (id, name, email, role, disabled, created_at) "
                    "VALUES (:id, 'n', :email, 'admin', 0, '2026-01-01 00:00:00.000000')"
                ),
                row,
            )
    engine.dispose()
    known = Accounts(connect(url), Clock())
    assert len(known.everyone()) == 3
    assert (known.get(composed).id, known.get(decomposed).id) == (1, 2)
    assert known.get("ÉVA@example.com").id == 1
    assert known.get("zo\u00eb@example.com".replace("\u00eb", "\u00e9")).email == "zo\u00e9@example.com"
    assert "the accounts 1 and 2 have one address" in caplog.text
    assert known.disable(AT_THE_COMMAND_LINE, decomposed).id == 2


def _as_of(url: str, revision: str) -> None:
    """Make a database as the version of ``revision`` had it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
