"""Every setting, read once from the environment that is passed in."""

from __future__ import annotations

import re
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from kb.core.errors import KbError, SettingsError
from kb.core.intervals import ReviewInterval
from kb.core.role_mapping import RoleRule
from kb.core.roles import Role
from kb.core.settings import Settings


def refused(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment)
    assert isinstance(caught.value, KbError)
    return str(caught.value)


def test_without_an_environment_the_defaults_hold_and_folders_are_absolute() -> None:
    settings = Settings.from_environment({})
    assert (settings.host, settings.port, settings.default_language) == ("127.0.0.1", 8000, "")
    assert settings.articles_dir == Path.cwd() / "articles"
    assert settings.data_dir == Path.cwd() / "data"


SIGN_IN = {
    "KB_BASE_URL": "https://help.example.com",
    "KB_OIDC_ISSUER": "https://login.example.com",
    "KB_OIDC_CLIENT_ID": "help",
    "KB_OIDC_CLIENT_SECRET": "s3cret",
    "KB_SIGN_IN_ROLES": "groups:support=staff",
}
"""Settings that come together or not at all."""
READ: list[tuple[str, str, Any]] = [
    ("articles_dir", "/srv/articles", Path("/srv/articles")),
    ("data_dir", "/srv/data", Path("/srv/data")),
    ("site_name", "مرکز راهنما", "مرکز راهنما"),
    ("base_url", "https://help.example.com/", "https://help.example.com"),
    ("contact_url", "mailto:help@example.com", "mailto:help@example.com"),
    ("security_contact", "mailto:security@example.com", "mailto:security@example.com"),
    ("default_language", "pt-BR", "pt-BR"),
    ("calendars", "fa=solar", (("fa", "solar"),)),
    ("digits", "ar=own, fa=latin", (("ar", "own"), ("fa", "latin"))),
    ("embedding_models", "e5, some/model ,,", ("e5", "some/model")),
    ("host", "0.0.0.0", "0.0.0.0"),
    ("port", "65535", 65535),
    ("threads", "1", 1),
    ("connections", "1000", 1000),
    ("wait_seconds", "20", 20),
    ("allowed_hosts", "help.example.com, 10.0.0.5", ("help.example.com", "10.0.0.5")),
    ("database_url", "postgresql://db/kb", "postgresql://db/kb"),
    ("review_due", "3 months", ReviewInterval(months=3)),
    ("review_overdue", "52 weeks", ReviewInterval(days=364)),
    ("overdue_note", "We are checking this page.", "We are checking this page."),
    ("offline", "0", False),
    ("git_commit", "1", True),
    ("git_programs", "1", True),
    ("mail_server", "smtps://me:secret@mail.example.com", "smtps://me:secret@mail.example.com"),
    ("mail_from", "Help <help@example.com>", "Help <help@example.com>"),
    ("review_mail", "editors@example.com", "editors@example.com"),
    ("review_webhook", "https://hooks.example.com/a/b", "https://hooks.example.com/a/b"),
    ("oidc_issuer", "https://login.example.com/realms/work/", "https://login.example.com/realms/work/"),
    ("oidc_client_id", "help-centre", "help-centre"),
    ("oidc_client_secret", "a s3cret", "a s3cret"),
    ("oidc_name", "Example Corp", "Example Corp"),
    (
        "sign_in_roles",
        "groups:kb=admin, https://example.com/roles:help desk=staff",
        (RoleRule("groups", "kb", Role.ADMIN), RoleRule("https://example.com/roles", "help desk", Role.STAFF)),
    ),
    ("trusted_networks", "172.18.0.5, fd00::/8", tuple(map(ip_network, ("172.18.0.5", "fd00::/8")))),
    ("trusted_proxy", "127.0.0.1, 10.0.0.0/24, ::1", tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/24", "::1")))),
    (
        "cors_origins",
        "https://shop.example.com, http://[::1]:8080,",
        ("https://shop.example.com", "http://[::1]:8080"),
    ),
    ("retention_days", "90", 90),
    ("audit_days", "1095", 1095),
]


@pytest.mark.parametrize(("name", "written", "expected"), READ, ids=[name for name, *_ in READ])
def test_every_setting_is_read_from_its_variable(name: str, written: str, expected: Any) -> None:
    assert getattr(Settings.from_environment({**SIGN_IN, f"KB_{name.upper()}": written}), name) == expected


def test_every_setting_is_tested() -> None:
    assert {name for name, *_ in READ} == {field.name for field in fields(Settings)}


@pytest.mark.parametrize(
    ("variable", "written", "expected"),
    [
        ("KB_PORT", "0", "a number from 1 to 65535"),
        ("KB_PORT", "65536", "a number from 1 to 65535"),
        ("KB_PORT", "٨٠٠٠", "a number from 1 to 65535"),
        ("KB_PORT", "-1", "a number from 1 to 65535"),
        ("KB_THREADS", "65", "a number from 1 to 64"),
        ("KB_RETENTION_DAYS", "0", "a number from 1 to 3650"),
        ("KB_AUDIT_DAYS", "4000", "a number from 1 to 3650"),
        ("KB_THREADS", "many", "a number from 1 to 64"),
        ("KB_BASE_URL", "help.example.com", "an address like https://help.example.com"),
        ("KB_BASE_URL", "ftp://help.example.com", "an address like https://help.example.com"),
        ("KB_BASE_URL", "https://", "an address like https://help.example.com"),
        ("KB_BASE_URL", "https://example.com/help me", "https://example.com/help"),
        ("KB_BASE_URL", "https://example.com/a/../b", "https://example.com/help"),
        ("KB_BASE_URL", "https://example.com//help", "https://example.com/help"),
        ("KB_ALLOWED_HOSTS", "https://example.com", "a list of host names"),
        ("KB_TRUSTED_NETWORKS", "0.0.0.0/0", "a list of addresses or networks"),
        ("KB_BASE_URL", "https://example.com?a=b", "an address like https://help.example.com"),
        ("KB_BASE_URL", "http://[", "an address like https://help.example.com"),
        ("KB_CONTACT_URL", "javascript:alert(1)", "starts with https:, http: or mailto:"),
        ("KB_SECURITY_CONTACT", "http://example.com/", "starts with https: or mailto:"),
        ("KB_CONTACT_URL", "http://[", "starts with https:, http: or mailto:"),
        ("KB_DEFAULT_LANGUAGE", "english", "a language code like en, fa or pt-BR"),
        ("KB_CALENDARS", "ar=solar", "a list like fa=solar (languages: fa)"),
        ("KB_CALENDARS", "solar", "a list like fa=solar (languages: fa)"),
        ("KB_DIGITS", "ru=own", "a list like ar=own,fa=latin (languages: ar, ckb, sd, fa, ur, ps, hi, mr, ne, bn)"),
        ("KB_DEFAULT_LANGUAGE", "zz", "a language code like en, fa or pt-BR"),
        ("KB_REVIEW_DUE", "soon", "an interval like '6 months'"),
        ("KB_REVIEW_OVERDUE", "0 months", "an interval like '6 months'"),
        ("KB_OFFLINE", "off", "0 or 1"),
        ("KB_GIT_COMMIT", "yes", "0 or 1"),
        ("KB_GIT_PROGRAMS", "true", "0 or 1"),
        ("KB_MAIL_FROM", "Help", "an e-mail address"),
        ("KB_REVIEW_MAIL", "Help", "an e-mail address"),
        ("KB_OIDC_ISSUER", "http://login.example.com", "an address that starts with https:"),
        ("KB_OIDC_ISSUER", "http://localhost.example.com", "an address that starts with https:"),
        ("KB_OIDC_ISSUER", "login.example.com", "an address that starts with https:"),
        ("KB_OIDC_ISSUER", "https://login.example.com?a=b", "an address that starts with https:"),
        ("KB_OIDC_ISSUER", "https://me@login.example.com", "an address that starts with https:"),
        ("KB_SIGN_IN_ROLES", "support=staff", "a list like groups:kb-admins=admin"),
        ("KB_SIGN_IN_ROLES", "groups:support=reader", "a list like groups:kb-admins=admin"),
        ("KB_SIGN_IN_ROLES", ",", "a list like groups:kb-admins=admin"),
        ("KB_TRUSTED_PROXY", "proxy.example.com", "a list of addresses or networks"),
        ("KB_TRUSTED_PROXY", "10.0.0.5/24", "a list of addresses or networks"),
        ("KB_TRUSTED_PROXY", "0.0.0.0/0", "a list of addresses or networks"),
        ("KB_TRUSTED_PROXY", "::/0", "a list of addresses or networks"),
        ("KB_CORS_ORIGINS", "*", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "null", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "shop.example.com", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://shop.example.com/", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://Shop.example.com", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://shop.example.com:443", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://me@shop.example.com", "a list of origins like https://shop.example.com"),
        ("KB_CORS_ORIGINS", "https://shop.example.com:x", "a list of origins like https://shop.example.com"),
    ],
)
def test_a_value_that_cannot_be_used_names_the_variable_the_value_and_what_was_expected(
    variable: str, written: str, expected: str
) -> None:
    message = refused(**{variable: written})
    assert message.startswith(f"{variable}='{written}' is not ")
    assert expected in message


@pytest.mark.parametrize(
    ("variable", "written", "expected"),
    [
        ("KB_MAIL_SERVER", "post.example.org", "a server like smtp://"),
        ("KB_MAIL_SERVER", "smpt://kb:s3cret@mail.example.com", "a server like smtp://"),
        ("KB_REVIEW_WEBHOOK", "ftp://hooks.example.com/s3cret", "an address that starts with https: or http:"),
    ],
)
def test_a_value_with_a_password_in_it_is_never_printed(variable: str, written: str, expected: str) -> None:
    message = refused(**{variable: written})
    assert message.startswith(f"{variable} is not {expected}")
    assert written not in message
    assert "s3cret" not in message


@pytest.mark.parametrize("variable", SIGN_IN)
def test_single_sign_on_is_set_up_whole_or_not_at_all_and_the_secret_is_not_printed(variable: str) -> None:
    message = refused(**{name: value for name, value in SIGN_IN.items() if name != variable})
    assert message == f"signing in elsewhere (KB_OIDC_…, KB_TRUSTED_PROXY) needs {variable}"
    assert "s3cret" not in refused(KB_OIDC_CLIENT_SECRET="s3cret")


def test_the_secret_is_not_in_what_a_traceback_would_print() -> None:
    assert "s3cret" not in repr(Settings.from_environment(SIGN_IN))


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"KB_TRUSTED_PROXY": "127.0.0.1"}, "KB_SIGN_IN_ROLES"),
        ({"KB_SIGN_IN_ROLES": "groups:support=staff"}, "KB_OIDC_ISSUER or KB_TRUSTED_PROXY"),
        (
            {"KB_OIDC_NAME": "Example"},
            "KB_OIDC_ISSUER, KB_OIDC_CLIENT_ID, KB_OIDC_CLIENT_SECRET, KB_SIGN_IN_ROLES, KB_BASE_URL",
        ),
    ],
)
def test_half_of_signing_in_elsewhere_is_refused(environment: dict[str, str], missing: str) -> None:
    assert f"needs {missing}" in refused(**environment)


def test_a_trusted_proxy_needs_the_roles_and_nothing_else() -> None:
    given = {"KB_TRUSTED_PROXY": "127.0.0.1", "KB_SIGN_IN_ROLES": "groups:support=staff"}
    assert not Settings.from_environment(given).oidc_issuer


@pytest.mark.parametrize(
    ("due", "overdue"),
    [("6 months", "6 months"), ("1 year", "11 months"), ("never", "never"), ("6 months", "30 weeks")],
)
def test_overdue_comes_after_due(due: str, overdue: str) -> None:
    written = {"KB_REVIEW_DUE": due, "KB_REVIEW_OVERDUE": overdue}
    if due == "never" or overdue == "30 weeks":
        assert Settings.from_environment(written).review_due.never is (due == "never")
    else:
        assert "KB_REVIEW_OVERDUE comes after KB_REVIEW_DUE" in refused(**written)


def test_an_unknown_variable_is_an_error_that_lists_the_known_ones() -> None:
    message = refused(KB_ARTICLE_DIR="/srv")
    assert "unknown setting KB_ARTICLE_DIR" in message
    assert "KB_ARTICLES_DIR" in message


def test_variables_of_others_are_none_of_our_business() -> None:
    assert Settings.from_environment({"PORT": "x", "PATH": "/bin", "MY_KB_PORT": "x"}) == Settings.from_environment({})


def test_an_empty_variable_is_an_absent_one() -> None:
    assert Settings.from_environment({"KB_PORT": "", "KB_BASE_URL": ""}).port == 8000


def test_what_is_given_wins_over_the_environment_unless_it_is_none() -> None:
    environment = {"KB_PORT": "9000", "KB_HOST": "0.0.0.0"}
    settings = Settings.from_environment(environment, port=7000, host=None)
    assert (settings.port, settings.host) == (7000, "0.0.0.0")


def test_the_guide_describes_the_settings_in_their_order() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "settings.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `KB_(\w+)` \|[^|]*\| ([^|]*) \|", guide, re.MULTILINE))
    assert list(rows) == [field.name.upper() for field in fields(Settings)]


def test_home_is_written_out() -> None:
    assert Settings.from_environment({"KB_DATA_DIR": "~/kb"}).data_dir == Path.home() / "kb"


def test_the_database_lies_in_the_data_folder_unless_another_is_set() -> None:
    assert Settings(data_dir=Path("/srv/data")).database == "sqlite:////srv/data/kb.sqlite"
    assert Settings(database_url="postgresql://db/kb").database == "postgresql://db/kb"


@pytest.mark.parametrize(
    ("given", "origin", "path"),
    [
        ("", "", ""),
        ("https://help.example.com/", "https://help.example.com", ""),
        ("https://example.com:8443/help/", "https://example.com:8443", "/help"),
        ("https://example.com/a/b-c", "https://example.com", "/a/b-c"),
    ],
)
def test_the_public_address_is_an_origin_and_perhaps_a_path(given: str, origin: str, path: str) -> None:
    settings = Settings.from_environment({"KB_BASE_URL": given})
    assert (settings.origin, settings.path) == (origin, path)
