"""Who the client is: from the connection, or what believed proxies tell; nothing else that it may write."""

from __future__ import annotations

import ast
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from kb.core.networks import household, is_in, is_loopback, parse_address
from kb.core.settings import Settings
from kb.web.client import address_of

ROOT = Path(__file__).parents[3]
CLUSTER = Settings(trusted_networks=(ip_network("10.1.0.0/16"), ip_network("fd00::/8")))
AT_HOME = Settings()
PUBLIC = Settings(base_url="https://help.example.com")


def seen(settings: Settings, peer: str, host: str = "help.example.com", **headers: str) -> str | None:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = EnvironBuilder(headers={"Host": host, **names}, environ_base={"REMOTE_ADDR": peer}).get_environ()
    return address_of(Request(environ), settings)


class TestWhoIsBelieved:
    @pytest.mark.parametrize("peer", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
    def test_a_proxy_on_this_machine_is(self, peer: str) -> None:
        assert seen(AT_HOME, peer, X_Forwarded_For="203.0.113.5") == "203.0.113.5"

    @pytest.mark.parametrize("peer", ["10.1.2.3", "fd00::7", "::ffff:10.1.2.3"])
    def test_one_of_a_network_that_is_set_is(self, peer: str) -> None:
        assert seen(CLUSTER, peer, X_Forwarded_For="203.0.113.5") == "203.0.113.5"

    @pytest.mark.parametrize("settings", [AT_HOME, CLUSTER, PUBLIC])
    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
    def test_nobody_else_is(self, settings: Settings, header: str) -> None:
        told = {header.replace("-", "_"): "for=192.0.2.1" if header == "Forwarded" else "192.0.2.1"}
        assert seen(settings, "203.0.113.5", **told) == "203.0.113.5"
        assert seen(settings, "2001:db8::1", **told) == "2001:db8::1"

    def test_a_proxy_that_signs_people_in_is(self) -> None:
        settings = Settings(trusted_proxy=(ip_network("10.0.0.0/24"),))
        assert seen(settings, "10.0.0.9", X_Forwarded_For="203.0.113.5") == "203.0.113.5"


class TestTheWayBack:
    @pytest.mark.parametrize(
        ("told", "client"),
        [
            ("203.0.113.5", "203.0.113.5"),
            ("192.0.2.1, 203.0.113.5", "203.0.113.5"),  # what stands left of the client is its own invention
            ("192.0.2.1, 203.0.113.5, 10.1.0.1, 10.1.0.2", "203.0.113.5"),
            ("10.1.0.9, 203.0.113.5, 10.1.0.1", "203.0.113.5"),
            ("203.0.113.5, 127.0.0.1", "203.0.113.5"),
            ("10.1.0.1, 10.1.0.2", "10.1.0.1"),  # nothing but proxies: the first of them asks itself
            ("203.0.113.5:40312", "203.0.113.5"),
            ("[2001:db8::5]:40312", "2001:db8::5"),
            ("[2001:db8::5]", "2001:db8::5"),
            ("2001:DB8:0::5", "2001:db8::5"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("fe80::1%eth0", "fe80::1"),
            (" 203.0.113.5 ", "203.0.113.5"),
        ],
    )
    def test_is_read_from_the_right_past_known_proxies(self, told: str, client: str) -> None:
        assert seen(CLUSTER, "10.1.2.3", X_Forwarded_For=told) == client

    @pytest.mark.parametrize(
        "told",
        ["", "unknown", "_hidden", ",", "203.0.113.5,", "1.2.3", "256.1.1.1", "<b>", "1.2.3.4:x", "[::1", "é"],
    )
    def test_is_unknown_where_the_nearest_is_no_address(self, told: str) -> None:
        assert seen(CLUSTER, "10.1.2.3", X_Forwarded_For=told) is None

    def test_ends_at_the_last_proxy_that_is_known_where_garbage_follows(self) -> None:
        assert seen(CLUSTER, "10.1.2.3", X_Forwarded_For="203.0.113.5, unknown, 10.1.0.1") == "10.1.0.1"

    @pytest.mark.parametrize(
        ("told", "client"),
        [
            ("for=203.0.113.5", "203.0.113.5"),
            ("For=203.0.113.5;proto=https;by=10.1.0.1", "203.0.113.5"),
            ('by=10.1.0.1;for="[2001:db8::5]:443"', "2001:db8::5"),
            ("for=192.0.2.1, for=203.0.113.5, for=10.1.0.1", "203.0.113.5"),
            ('for="192.0.2.1, for=203.0.113.5', "203.0.113.5"),  # an open quote of the client's hides nothing
            ("for=192.0.2.1, proto=https", None),
            ("for=_secret", None),
            ("before=192.0.2.1", None),
        ],
    )
    def test_is_read_from_forwarded_where_there_is_no_other(self, told: str, client: str | None) -> None:
        assert seen(CLUSTER, "10.1.2.3", Forwarded=told) == client
        assert seen(CLUSTER, "10.1.2.3", Forwarded="for=192.0.2.9", X_Forwarded_For="203.0.113.5") == "203.0.113.5"

    def test_of_a_very_long_header_is_found_at_once(self) -> None:
        for header in ("X_Forwarded_For", "Forwarded"):
            for filler in (",", '"', ";", ' "\\', "10.1.0.1, ", "for=", "for=10.1.0.1, "):
                seen(CLUSTER, "10.1.2.3", **{header: filler * (32_000 // len(filler))})


class TestAProxyThatDoesNotTell:
    @pytest.mark.parametrize("header", ["Via", "X-Real-IP", "X-Forwarded-Host", "X-Forwarded-Proto"])
    def test_makes_the_client_unknown(self, header: str) -> None:
        assert seen(AT_HOME, "127.0.0.1", "localhost", **{header.replace("-", "_"): "203.0.113.5"}) is None

    def test_is_known_by_the_public_address_or_host(self) -> None:
        assert seen(PUBLIC, "127.0.0.1", "localhost") is None
        assert seen(AT_HOME, "127.0.0.1", "help.example.com") is None
        assert seen(CLUSTER, "10.1.2.3") is None

    def test_is_not_assumed_where_nothing_speaks_for_one(self) -> None:
        assert seen(AT_HOME, "127.0.0.1", "localhost:8000") == "127.0.0.1"
        assert seen(AT_HOME, "::1", "[::1]:8000") == "::1"


def test_one_household_counts_once_by_version_6_of_the_protocol() -> None:
    assert household("2001:db8::1") == household("2001:db8::ffff:1") != household("2001:db8:0:1::1")
    assert household("203.0.113.5") != household("203.0.113.6")


def test_addresses_are_compared_however_they_are_written() -> None:
    networks = (ip_network("10.0.0.0/24"),)
    assert is_in("::ffff:10.0.0.5", networks)
    assert not any(is_in(address, networks) for address in (None, "", "10.0.1.5", "unknown"))
    assert is_loopback("localhost")
    assert is_loopback("127.0.0.2")
    assert not is_loopback("localhost.example.com")
    assert parse_address("[2001:db8::1]:443") == parse_address('"2001:DB8::1"')


def test_nobody_else_looks_where_a_request_comes_from() -> None:
    read = {
        path.relative_to(ROOT).as_posix()
        for folder in ("kb", "search", "review")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("remote_addr", "access_route"))
        or (isinstance(node, ast.Constant) and node.value in ("REMOTE_ADDR", "X-Forwarded-For", "HTTP_X_FORWARDED_FOR"))
    }
    assert read <= {"kb/web/client.py", "kb/sign_in/access.py"}
