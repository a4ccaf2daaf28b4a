"""``kb user`` as the engineer who runs the site uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import app
from kb.account_services.accounts import Accounts
from kb.account_services.commands import user
from kb.accounts.accounts import AccountError
from kb.accounts.audit_log import AuditEvent
from kb.core.clock import utc_now
from kb.core.command_line import Context
from kb.core.errors import DataFolderError
from kb.factors import authenticators
from kb.storage.database import connect, naive_utc
from tests.conftest import with_tables
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

Kb = Callable[..., Result]


@pytest.fixture
def kb(tmp_path: Path) -> Kb:
    """``kb user`` on the data folder of a new site; ``typed`` is what stands on its standard input."""
    (tmp_path / "new").mkdir()
    with_tables(tmp_path / "new" / "data" / "kb.sqlite")

    def kb(*arguments: str, typed: str = "", **environment: str) -> Result:
        places = (str(tmp_path / "articles"), str(tmp_path / "new" / "data"))
        context = Context(*places, environment, app.open_review, app.create_app)
        return CliRunner().invoke(user, arguments, obj=context, input=typed)

    return kb


@pytest.fixture
def accounts(kb: Kb, tmp_path: Path) -> Accounts:
    """The accounts that the command changes."""
    assert kb("list").exit_code == 0
    return Accounts(connect(f"sqlite:///{tmp_path / 'new' / 'data' / 'kb.sqlite'}"), utc_now)


def refused(result: Result) -> str:
    """The message of an error, which ``kb`` prints on one line."""
    assert isinstance(result.exception, AccountError)
    assert "\n" not in str(result.exception)
    return str(result.exception)


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_account_is_made_with_a_password_that_is_asked_for_twice(kb: Kb, accounts: Accounts) -> None:
    made = kb("add", "Ann@example.com", "--name", "Ann", "--role", "editor", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert "ann@example.com can sign in as editor." in told(made)
    assert PASSWORD not in made.output
    assert accounts.sign_in("ann@example.com", PASSWORD, None, False)


def test_the_password_can_come_from_a_file(kb: Kb, accounts: Accounts) -> None:
    assert told(kb("add", "a@b", "--password-stdin", typed=f"{PASSWORD}\r\n")) == "a@b can sign in as staff.\n"
    assert accounts.sign_in("a@b", PASSWORD, None, False)


def test_without_a_password_there_is_a_link_for_them_to_choose_one(kb: Kb, accounts: Accounts) -> None:
    made = told(kb("add", "a@b", "--link", KB_BASE_URL="https://help.example.com"))
    link = made.splitlines()[1].split()[3]
    assert link.startswith("https://help.example.com/password?token=")
    account = accounts.of_password_link(link.partition("=")[2])
    assert account is not None
    assert (account.email, account.name, account.password_hash) == ("a@b", "a@b", None)


@pytest.mark.parametrize(
    ("arguments", "typed", "expected"),
    [
        (("add", "nonsense", "--link"), "", "'nonsense' is not an e-mail address"),
        (("add", "A@b", "--link"), "", "there is an account for a@b already"),
        (("add", "c@d", "--password-stdin"), "short\n", "the password has fewer than 12 characters"),
        (("add", "c@d", "--password-stdin"), "", "the password has fewer than 12 characters"),
        (("add", "c@d", "--password-stdin"), "password1234\n", "the password is too easy to guess; use several words"),
        (("add", "c@d", "--password-stdin"), "x" * 1001, "the password has more than 1000 characters"),
        (("role", "nobody@x", "staff"), "", "there is no account for 'nobody@x'"),
        (("role", "a@b", "staff"), "", "a@b is the last administrator; make another one first"),
        (("disable", "a@b"), "", "a@b is the last administrator; make another one first"),
        (("reset", "nobody@x"), "", "there is no account for 'nobody@x'"),
    ],
)
def test_what_cannot_be_done_is_said_on_one_line_and_nothing_changes(
    kb: Kb, arguments: tuple[str, ...], typed: str, expected: str
) -> None:
    told(kb("add", "a@b", "--role", "admin", "--link"))
    before = kb("list").output
    assert refused(kb(*arguments, typed=typed)).startswith(expected)
    assert kb("list").output == before


def test_a_role_that_does_not_exist_is_refused_with_those_that_do(kb: Kb) -> None:
    result = kb("add", "a@b", "--role", "reader")
    assert result.exit_code == 2
    assert "'staff', 'author', 'editor', 'admin'" in result.output


def test_role_disable_enable_and_reset_say_what_they_did(kb: Kb, accounts: Accounts) -> None:
    told(kb("add", "boss@b", "--role", "admin", "--link"))
    told(kb("add", "a@b", "--link"))
    assert told(kb("role", "A@b", "editor")) == "a@b: staff → editor.\n"
    assert told(kb("disable", "a@b")) == "a@b is disabled.\n"
    assert told(kb("list")).splitlines()[0] == "disabled  a@b  a@b  last sign-in: never"
    assert told(kb("enable", "a@b")) == "a@b is enabled.\n"
    nobody = "a@b is linked to nobody any more (it was to 0); all sessions are ended.\n"
    assert told(kb("unlink", "a@b")) == nobody
    assert told(kb("reset", "a@b")).startswith("Choose a password: http://127.0.0.1:8000/password?token=")
    set_here = told(kb("reset", "a@b", "--password-stdin", typed=PASSWORD))
    assert set_here == "The password of a@b is set; all sessions are ended.\n"
    assert accounts.sign_in("a@b", PASSWORD, None, False)


def test_lists_are_json_for_programs(kb: Kb) -> None:
    told(kb("add", "a@b", "--name", "Ann", "--link"))
    rows: list[dict[str, Any]] = json.loads(told(kb("list", "--json")))
    assert {**rows[0], "created_at": None} == {
        "email": "a@b",
        "name": "Ann",
        "role": "staff",
        "disabled": False,
        "teams": [],
        "created_at": None,
        "signed_in_at": None,
        "second_factor": False,
    }
    log = json.loads(told(kb("log", "--json")))
    assert [(entry["event"], entry["name"], entry["about"]) for entry in log] == [
        ("link_made", "command line", "a@b"),
        ("account_added", "command line", "a@b"),
    ]


def test_the_log_is_shown_newest_first_without_secrets(kb: Kb) -> None:
    link = told(kb("add", "a@b", "--link")).split("token=")[1].split()[0]
    told(kb("role", "a@b", "editor"))
    lines = told(kb("log", "--limit", "2")).splitlines()
    assert [line.split()[1] for line in lines] == ["role_changed", "link_made"]
    assert lines[0].endswith("a@b  before=staff  after=editor")
    assert link not in kb("log").output


def test_where_no_site_has_run_no_second_database_is_begun(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    context = Context(None, str(elsewhere), {}, app.open_review, app.create_app)
    result = CliRunner().invoke(user, ["add", "ann@example.com", "--role", "admin", "--link"], obj=context)
    assert isinstance(result.exception, DataFolderError)
    assert f"there is no database {elsewhere / 'kb.sqlite'}" in str(result.exception)
    assert not elsewhere.exists()


def test_a_command_says_which_database_it_works_on(kb: Kb, tmp_path: Path) -> None:
    assert str(tmp_path / "new" / "data" / "kb.sqlite") in kb("list").stderr


def test_a_second_factor_is_listed_and_removed_for_who_lost_it(kb: Kb, accounts: Accounts, tmp_path: Path) -> None:
    told(kb("add", "a@b", "--password-stdin", typed=f"{PASSWORD}\n"))
    assert "has no second factor" in refused(kb("remove-factor", "a@b"))
    with connect(f"sqlite:///{tmp_path / 'new' / 'data' / 'kb.sqlite'}").begin() as connection:
        authenticators.begin(connection, accounts.get("a@b").id, "sealed")
        authenticators.confirm(connection, naive_utc(utc_now()), accounts.get("a@b").id, "sealed")
    assert told(kb("list")).count("second factor") == 1
    assert json.loads(told(kb("list", "--json")))[0]["second_factor"] is True
    assert "a@b signs in by password alone" in told(kb("remove-factor", "a@b"))
    admitted = accounts.sign_in("a@b", PASSWORD, None, False)
    assert admitted
    assert admitted.key
    assert accounts.log(2)[1].event is AuditEvent.FACTOR_TAKEN
