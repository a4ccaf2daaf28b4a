"""How the value of each setting is read from the text of its variable, and what is said where it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

from kb.core.intervals import parse_interval
from kb.core.roles import Role, read_rules
from kb.core.text import whole_number
from kb.language.languages import CALENDARS, OWN_DIGITS, is_language_code

_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ExpectedError(ValueError):
    """The message says what was expected."""


def _number(top: int, least: int = 1) -> Callable[[str], int]:
    def read(text: str) -> int:
        if (number := whole_number(text, least, top)) is None:
            raise ExpectedError(f"a number from {least} to {top}")
        return number

    return read


def _address(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or (parts.scheme != "mailto" and not parts.hostname):
            raise ValueError
        return text

    return read


def _base_url(text: str) -> str:
    parts = urlsplit(_address("http", "https")(text))
    if parts.query or parts.fragment:
        raise ValueError
    if not _PATH.fullmatch(path := parts.path.rstrip("/")) or any(part in (".", "..") for part in path.split("/")):
        raise ExpectedError("an address like https://help.example.com or https://example.com/help")
    return text.rstrip("/")


def _log_lines(text: str) -> str:
    if text not in ("text", "json"):
        raise ValueError
    return text


def _hosts(text: str) -> tuple[str, ...]:
    found = _list(text)
    if not all(re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", name) for name in found):
        raise ValueError
    return found


def _issuer(text: str) -> str:
    parts = urlsplit(_address("https", "http")(text))
    plain = parts.scheme == "https" or parts.hostname in LOOPBACK
    if not plain or parts.query or parts.fragment or parts.username is not None:
        raise ValueError
    return text


def _rerank_url(text: str) -> str:
    parts = urlsplit(_address("https", "http")(text))
    if parts.username is not None or parts.fragment:
        raise ValueError  # a key has a file of its own
    return text if parts.path.strip("/") else f"{parts.scheme}://{parts.netloc}/v1/rerank"


def _chat_url(text: str) -> str:
    parts = urlsplit(_address("https", "http")(text))
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError  # a key has a file of its own
    if parts.path.rstrip("/").endswith("/chat/completions"):
        raise ExpectedError("the address up to /v1, without /chat/completions")
    return text.rstrip("/") if parts.path.strip("/") else f"{parts.scheme}://{parts.netloc}/v1"


def _slack_api(text: str) -> str:
    return _address("https", "http")(text).rstrip("/")


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    found = tuple(map(ip_network, _list(text)))
    if any(network.prefixlen == 0 for network in found):
        raise ValueError  # then anybody could say who they are
    return found


def _language(text: str) -> str:
    if not is_language_code(text):
        raise ValueError
    return text


def _mail_address(text: str) -> str:
    if "@" not in parseaddr(text)[1]:
        raise ValueError
    return text


def _secret(text: str) -> str:
    if len(text) < 16 or not text.isascii():
        raise ValueError
    return text


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError
    return text == "1"


def _index(text: str) -> str:
    if text not in ("local", "postgres"):
        raise ValueError
    return text


def _origins(text: str) -> tuple[str, ...]:
    """Origins as browsers write them: nothing after the host, small letters, no port that goes without saying."""
    for origin in (found := _list(text)):
        parts = urlsplit(_address("http", "https")(origin))
        usual_port = {"http": 80, "https": 443}[parts.scheme]
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = f":{parts.port}" if parts.port not in (None, usual_port) else ""
        if not origin.isascii() or origin != f"{parts.scheme}://{host}{port}":
            raise ValueError
    return found


def _by_language(choices: Mapping[str, Collection[str]]) -> Callable[[str], tuple[tuple[str, str], ...]]:
    def read(text: str) -> tuple[tuple[str, str], ...]:
        found = {language.strip(): value.strip() for language, _, value in (one.partition("=") for one in _list(text))}
        if any(value not in choices.get(language, ()) for language, value in found.items()):
            raise ValueError
        return tuple(found.items())

    return read


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _role(text: str) -> Role | None:
    name = text.strip().lower()
    if name == "none":
        return None
    if name not in {role.name.lower() for role in Role if role is not Role.READER}:
        raise ValueError(text)
    return Role[name.upper()]


READERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "port": (_number(65_535), ""),
    "processes": (_number(32), ""),
    "threads": (_number(64), ""),
    "connections": (_number(10_000), ""),
    "wait_seconds": (_number(3_600), ""),
    "second_factor": (_role, "none or the least role that needs one: staff, author, editor or admin"),
    "allowed_hosts": (_hosts, "a list of host names like help.example.com,kb.internal, without scheme and port"),
    "index": (_index, "local (in the data folder) or postgres (in the database, shared by many processes)"),
    "retention_days": (_number(3_650), ""),
    "audit_days": (_number(3_650), ""),
    "base_url": (_base_url, "an address like https://help.example.com"),
    "contact_url": (_address("https", "http", "mailto"), "an address that starts with https:, http: or mailto:"),
    "security_contact": (_address("https", "mailto"), "an address that starts with https: or mailto:"),
    "default_language": (_language, "a language code like en, fa or pt-BR"),
    "calendars": (_by_language(CALENDARS), f"a list like fa=solar (languages: {', '.join(CALENDARS)})"),
    "digits": (
        _by_language(dict.fromkeys(OWN_DIGITS, ("own", "latin"))),
        f"a list like ar=own,fa=latin (languages: {', '.join(OWN_DIGITS)})",
    ),
    "embedding_models": (_list, ""),
    "reranker_url": (_rerank_url, "an address like http://127.0.0.1:8081/v1/rerank, without name and password"),
    "reranker_ms": (_number(5_000, 10), ""),
    "answers_url": (_chat_url, "an address like http://127.0.0.1:11434/v1, without name and password"),
    "answers_first_seconds": (_number(120), ""),
    "answers_seconds": (_number(300), ""),
    "answers_prompt_tokens": (_number(1_000_000, 800), ""),
    "answers_tokens": (_number(8_000, 100), ""),
    "answers_reader_day": (_number(10_000), ""),
    "answers_day": (_number(10_000_000), ""),
    "answers_month_tokens": (_number(1_000_000_000_000), ""),
    "review_due": (parse_interval, "an interval like '6 months', '52 weeks' or 'never'"),
    "review_overdue": (parse_interval, "an interval like '6 months', '52 weeks' or 'never'"),
    "offline": (_switch, "0 or 1"),
    "git_commit": (_switch, "0 or 1"),
    "git_programs": (_switch, "0 or 1"),
    "git_pull_minutes": (_number(1_440, 0), ""),
    "git_push": (_switch, "0 or 1"),
    "mail_server": (_address("smtp", "smtps"), "a server like smtp://user:password@mail.example.com:587 (or smtps:)"),
    "mail_from": (_mail_address, "an e-mail address like help@example.com"),
    "review_mail": (_mail_address, "an e-mail address like help@example.com"),
    "review_webhook": (_address("https", "http"), "an address that starts with https: or http:"),
    "monthly_report": (_switch, "0 or 1"),
    "log_lines": (_log_lines, "text or json"),
    "contact_mail": (_mail_address, "an e-mail address like team@example.com"),
    "contact_confirm": (_switch, "0 or 1"),
    "contact_webhook": (_address("https", "http"), "an address that starts with https: or http:"),
    "contact_webhook_secret": (_secret, "at least 16 characters, made by chance"),
    "review_webhook_networks": (_networks, "a list of addresses or networks like 10.0.0.5,192.168.1.0/24"),
    "webhook_networks": (_networks, "a list of addresses or networks like 10.0.0.5,192.168.1.0/24"),
    "contact_webhook_networks": (_networks, "a list of addresses or networks like 10.0.0.5,192.168.1.0/24"),
    "import_mb": (_number(20_000, 0), ""),
    "import_networks": (_networks, "a list of addresses or networks like 10.0.0.5,192.168.1.0/24"),
    "slack_api": (_slack_api, "an address like https://slack.com/api"),
    "chat_summary_webhook": (_address("https", "http"), "an address that starts with https: or http:"),
    "chat_staff_teams": (_list, ""),
    "chat_networks": (_networks, "a list of addresses or networks like 10.0.0.5,192.168.1.0/24"),
    "contact_days": (_number(3_650), ""),
    "contact_files": (_number(10, 0), ""),
    "contact_file_mb": (_number(25), ""),
    "followup_days": (_number(365, 0), ""),
    "followup_satisfaction": (_switch, "0 or 1"),
    "oidc_issuer": (_issuer, "an address that starts with https: (http: only on this machine)"),
    "sign_in_roles": (read_rules, "a list like groups:kb-admins=admin,groups:support=staff (claim:value=role)"),
    "trusted_proxy": (_networks, "a list of addresses or networks like 127.0.0.1,10.0.0.0/24"),
    "trusted_networks": (_networks, "a list of addresses or networks like 172.18.0.5,10.0.0.0/24"),
    "cors_origins": (_origins, "a list of origins like https://shop.example.com, with commas between them"),
}
"""How each value is read, and what is expected of it; an error may say that better."""
