"""Every setting, read once from the environment that is passed in."""

from __future__ import annotations

import re
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from kb.core.errors import SettingsError
from kb.core.intervals import ReviewInterval
from kb.core.roles import Role, RoleRule
from kb.core.settings import Settings
from tests.kb.core.conftest import refused


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
    ("secret_key_file", "/etc/kb/secret.key", "/etc/kb/secret.key"),
    ("site_name", "مرکز راهنما", "مرکز راهنما"),
    ("base_url", "https://help.example.com/", "https://help.example.com"),
    ("contact_url", "mailto:help@example.com", "mailto:help@example.com"),
    ("security_contact", "mailto:security@example.com", "mailto:security@example.com"),
    ("default_language", "pt-BR", "pt-BR"),
    ("calendars", "fa=solar", (("fa", "solar"),)),
    ("digits", "ar=own, fa=latin", (("ar", "own"), ("fa", "latin"))),
    ("embedding_models", "e5, some/model ,,", ("e5", "some/model")),
    ("reranker", "/srv/models/reranker", "/srv/models/reranker"),
    ("reranker_url", "http://127.0.0.1:8081", "http://127.0.0.1:8081/v1/rerank"),
    ("reranker_key_file", "/etc/kb/rerank.key", "/etc/kb/rerank.key"),
    ("reranker_model", "bge-reranker-v2-m3", "bge-reranker-v2-m3"),
    ("reranker_ms", "500", 500),
    ("answers_url", "http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1"),
    ("answers_model", "qwen3:8b", "qwen3:8b"),
    ("answers_key_file", "/etc/kb/answers.key", "/etc/kb/answers.key"),
    ("answers_first_seconds", "4", 4),
    ("answers_seconds", "15", 15),
    ("answers_prompt_tokens", "6000", 6_000),
    ("answers_tokens", "400", 400),
    ("answers_reader_day", "10", 10),
    ("answers_day", "500", 500),
    ("answers_month_tokens", "1000000", 1_000_000),
    ("host", "0.0.0.0", "0.0.0.0"),
    ("port", "65535", 65535),
    ("processes", "32", 32),
    ("threads", "1", 1),
    ("connections", "1000", 1000),
    ("wait_seconds", "20", 20),
    ("metrics_key_file", "/etc/kb/metrics.key", "/etc/kb/metrics.key"),
    ("log_lines", "json", "json"),
    ("allowed_hosts", "help.example.com, 10.0.0.5", ("help.example.com", "10.0.0.5")),
    ("database_url", "postgresql://db/kb", "postgresql://db/kb"),
    ("index", "local", "local"),
    ("review_due", "3 months", ReviewInterval(months=3)),
    ("review_overdue", "52 weeks", ReviewInterval(days=364)),
    ("overdue_note", "We are checking this page.", "We are checking this page."),
    ("offline", "0", False),
    ("git_commit", "1", True),
    ("git_programs", "1", True),
    ("git_pull_minutes", "5", 5),
    ("git_push", "1", True),
    ("git_hook_secret_file", "/etc/kb/hook.key", "/etc/kb/hook.key"),
    ("git_credentials_file", "/etc/kb/git.key", "/etc/kb/git.key"),
    ("slack_signing_secret_file", "/etc/kb/slack.key", "/etc/kb/slack.key"),
    ("slack_token_file", "/etc/kb/slack.token", "/etc/kb/slack.token"),
    ("slack_api", "https://slack.example.com/api", "https://slack.example.com/api"),
    ("mattermost_token_file", "/etc/kb/mattermost.token", "/etc/kb/mattermost.token"),
    ("chat_staff_teams", "T024BE7LD, t1", ("T024BE7LD", "t1")),
    ("chat_networks", "10.0.0.5", (ip_network("10.0.0.5"),)),
    ("chat_summary_webhook", "https://hooks.example.com/c", "https://hooks.example.com/c"),
    ("mail_server", "smtps://me:secret@mail.example.com", "smtps://me:secret@mail.example.com"),
    ("mail_from", "Help <help@example.com>", "Help <help@example.com>"),
    ("review_mail", "editors@example.com", "editors@example.com"),
    ("review_webhook", "https://hooks.example.com/a/b", "https://hooks.example.com/a/b"),
    ("monthly_report", "0", False),
    ("second_factor", "editor", Role.EDITOR),
    ("contact_mail", "team@example.com", "team@example.com"),
    ("contact_confirm", "1", True),
    ("contact_webhook", "https://helpdesk.example.com/in", "https://helpdesk.example.com/in"),
    ("contact_webhook_secret", "sixteen letters!", "sixteen letters!"),
    ("contact_webhook_networks", "10.0.0.5", (ip_network("10.0.0.5"),)),
    ("import_networks", "10.0.0.5", (ip_network("10.0.0.5"),)),
    ("review_webhook_networks", "10.0.0.5", (ip_network("10.0.0.5"),)),
    ("webhook_networks", "10.0.0.5", (ip_network("10.0.0.5"),)),
    ("import_mb", "500", 500),
    ("import_networks", "10.0.0.5", (ip_network("10.0.0.5"),)),
    ("contact_days", "90", 90),
    ("contact_files", "0", 0),
    ("contact_file_mb", "25", 25),
    ("followup_days", "0", 0),
    ("followup_satisfaction", "1", True),
    ("oidc_issuer", "https://login.example.com/realms/work/", "https://login.example.com/realms/work/"),
    ("oidc_client_id", "help-centre", "help-centre"),
    ("oidc_client_secret", "a s3cret", "a s3cret"),
    ("second_factor", "editor", Role.EDITOR),
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


CONTACT = {
    "KB_MAIL_SERVER": "smtp://localhost",
    "KB_MAIL_FROM": "help@example.com",
    "KB_CONTACT_MAIL": "team@example.com",
    "KB_CONTACT_WEBHOOK": "https://helpdesk.example.com/in",
    "KB_CONTACT_WEBHOOK_SECRET": "a secret of letters",
}


BESIDE = {
    "KB_GIT_COMMIT": "1",
    "KB_GIT_PULL_MINUTES": "5",
    "KB_SLACK_SIGNING_SECRET_FILE": "/etc/kb/slack.key",
}
"""What others need that are no use by themselves."""
MODEL = {"KB_ANSWERS_URL": "http://localhost/v1", "KB_ANSWERS_MODEL": "tiny"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"KB_ANSWERS_URL": "http://localhost/v1"}, "KB_ANSWERS_MODEL go together"),
        ({"KB_ANSWERS_MODEL": "tiny"}, "KB_ANSWERS_MODEL go together"),
        ({"KB_ANSWERS_KEY_FILE": "/etc/key"}, "needs KB_ANSWERS_URL"),
        ({**MODEL, "KB_ANSWERS_SECONDS": "5"}, "no less than KB_ANSWERS_FIRST_SECONDS"),
        ({**MODEL, "KB_ANSWERS_URL": "https://me:key@model.example/v1"}, "is not an address like"),
        ({**MODEL, "KB_ANSWERS_URL": "https://model.example/v1/chat/completions"}, "up to /v1"),
        ({**MODEL, "KB_ANSWERS_URL": "ftp://model.example/v1"}, "is not an address like"),
    ],
)
def test_a_model_is_set_whole_or_not_at_all(given: dict[str, str], said: str) -> None:
    assert said in refused(**given)


@pytest.mark.parametrize("missing", [name for name in CONTACT if name != "KB_CONTACT_MAIL"])
def test_messages_have_a_whole_way_or_none(missing: str) -> None:
    assert missing in refused(**{name: value for name, value in CONTACT.items() if name != missing})


@pytest.mark.parametrize(("name", "written", "expected"), READ, ids=[name for name, *_ in READ])
def test_every_setting_is_read_from_its_variable(name: str, written: str, expected: Any) -> None:
    given = {**SIGN_IN, **CONTACT, **BESIDE, **MODEL, f"KB_{name.upper()}": written}
    assert getattr(Settings.from_environment(given), name) == expected


def test_every_setting_is_tested() -> None:
    assert {name for name, *_ in READ} == {field.name for field in fields(Settings)}


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


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"KB_RERANKER_URL": "ftp://host/"}, "without name and password"),
        ({"KB_RERANKER_URL": "http://me:s3cret@host/v1/rerank"}, "without name and password"),
        ({"KB_RERANKER_URL": "host:8081"}, "without name and password"),
        ({"KB_RERANKER_MS": "5"}, "a number from 10 to 5000"),
        ({"KB_RERANKER_MS": "9999"}, "a number from 10 to 5000"),
    ],
)
def test_a_reranker_that_cannot_be_meant_is_refused(environment: dict[str, str], expected: str) -> None:
    message = refused(**environment)
    assert expected in message
    assert "s3cret" not in message


@pytest.mark.parametrize("written", ["http://rerank:8081", "http://rerank:8081/", "http://rerank:8081/v1/rerank"])
def test_the_address_of_a_reranker_without_a_path_has_the_usual_one(written: str) -> None:
    assert Settings.from_environment({"KB_RERANKER_URL": written}).reranker_url == "http://rerank:8081/v1/rerank"


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


def test_an_index_that_processes_share_needs_a_database_that_they_share() -> None:
    shared = {"KB_INDEX": "postgres", "KB_DATABASE_URL": "postgresql://db/kb"}
    assert Settings.from_environment(shared).index == "postgres"
    for url in ({}, {"KB_DATABASE_URL": "sqlite:////srv/kb"}):
        with pytest.raises(SettingsError, match="KB_INDEX=postgres needs KB_DATABASE_URL"):
            Settings.from_environment({"KB_INDEX": "postgres", **url})
    with pytest.raises(SettingsError, match="KB_INDEX='oracle' is not local .* or postgres"):
        Settings.from_environment({"KB_INDEX": "oracle"})


def test_home_is_written_out() -> None:
    assert Settings.from_environment({"KB_DATA_DIR": "~/kb"}).data_dir == Path.home() / "kb"


def test_the_database_lies_in_the_data_folder_unless_another_is_set() -> None:
    assert Settings(data_dir=Path("/srv/data")).database == "sqlite:////srv/data/kb.sqlite"
    assert Settings(database_url="postgresql://db/kb").database == "postgresql+psycopg://db/kb"
    assert Settings(database_url="postgresql+psycopg://db/kb").database == "postgresql+psycopg://db/kb"
    assert Settings(database_url="sqlite:////srv/kb").database == "sqlite:////srv/kb"


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
