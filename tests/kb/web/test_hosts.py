"""Under which names the site answers."""

from __future__ import annotations

import pytest
from flask import Flask

from kb.core.settings import Settings
from kb.web.hosts import is_ours

PUBLIC = Settings(base_url="https://help.example.com", allowed_hosts=("help.internal", "10.0.0.5"), host="0.0.0.0")
AT_HOME = Settings()
IN_THE_OFFICE = Settings(host="0.0.0.0")

WRONG = (
    *("evil.example", "help.example.com.evil.example", "localhost.evil.example", "127.0.0.1.evil.example"),
    *("help.example.com@evil.example", "help.example.com:80:80", "help.example.com/x", "<b>", "é", "a b"),
    *("[::1", "::1"),
)


@pytest.mark.parametrize("settings", [PUBLIC, AT_HOME, IN_THE_OFFICE], ids=["public", "at home", "in the office"])
class TestAnywhere:
    @pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", ""])
    def test_names_of_this_machine_are_right(self, settings: Settings, host: str) -> None:
        assert is_ours(host, settings, "desk-7")

    @pytest.mark.parametrize("host", WRONG)
    def test_others_and_nonsense_are_not(self, settings: Settings, host: str) -> None:
        assert not is_ours(host, settings, "desk-7")


def test_a_site_with_a_public_address_answers_by_that_and_by_those_that_are_set() -> None:
    answers = {host: is_ours(host, PUBLIC, "desk-7") for host in ("HELP.example.com:443", "help.internal", "10.0.0.5")}
    assert set(answers.values()) == {True}
    assert not any(is_ours(host, PUBLIC, "desk-7") for host in ("192.168.1.7:8000", "desk-7", "example.com"))


def test_one_on_the_network_without_any_answers_by_addresses_and_by_the_name_of_its_machine() -> None:
    assert all(
        is_ours(host, IN_THE_OFFICE, "Desk-7")
        for host in ("192.168.1.7:8000", "[fd00::7]", "desk-7", "DESK-7.local:8000")
    )
    assert not any(is_ours(host, AT_HOME, "desk-7") for host in ("192.168.1.7:8000", "desk-7"))


def test_another_name_is_refused_without_repeating_it_and_monitors_may_use_any(site: Flask) -> None:
    client = site.test_client()
    for path in ("/", "/en/", "/login", "/api/v1/articles", "/static/kb/site.css", "/nothing"):
        refused = client.get(path, headers={"Host": "evil.example"})
        assert refused.status_code == 400
        assert "KB_BASE_URL" in refused.text
        assert "evil" not in refused.text
    assert client.get("/healthz", headers={"Host": "10.9.8.7"}).status_code == 200
    assert client.get("/metrics", headers={"Host": "10.9.8.7"}).status_code == 404, "it has no key here"
    assert client.get("/readyz", headers={"Host": "10.9.8.7"}).status_code in (200, 503)
