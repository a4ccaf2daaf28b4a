"""Requests that no browser would make, to every address of the site: the same for the same seed and number.

Three families: the addresses that readers and programs ask most, with every parameter they know; every other address
that is read, with anything in its variable parts; and every form that the site's pages have, with fields that are
changed, left out and added.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from bench.made_texts import PIECES, Texts
from bench.request_parts import Known, Request

LANGUAGES = ("en", "ar", "fa", "ru", "de", "xx", "EN", "e", "")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PARAMETERS = PIECES["parameters"]
JSON = "application/json"
_BODIES: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("made_bodies.json").read_text("utf-8"))
"""What programs send, as it should be; it is made wrong from there."""
ALONE = (
    *("/logout", "/account", "/admin/people", "/admin/teams"),
    *("/login", "/password", "/first", "/language", "/review/you"),
)
"""Forms below these are sent by nobody: with a session they would end it."""


class Requests:
    """Makes them up of what is ``known``."""

    def __init__(self, known: Known, seed: int) -> None:
        self._known, self._seed = known, seed
        self._families: Sequence[tuple[int, Callable[[], Request]]] = (
            (5, self._search),
            (5, self._reading),
            (4, self._program),
            (5, self._address),
            (4 if known.forms else 0, self._form),
        )

    def request(self, number: int) -> Request:
        """The one of this number."""
        self._dice = random.Random(f"{self._seed}/{number}")
        self._texts = Texts(self._known.words, self._dice)
        weights, families = zip(*self._families, strict=True)
        made: Request = self._dice.choices(families, weights)[0]()
        return made

    def _search(self) -> Request:
        language, given = self._language(), {"q": self._texts.short()}
        for name in self._dice.sample(PARAMETERS[1:14], self._dice.choice([0, 0, 1, 3])):
            given[name] = self._parameter(name)
        page = f"/{language}/search"
        path = self._dice.choice([page, "/api/v1/search", "/api/v1/search"])
        return self._get("search page" if path == page else path, path, given)

    def _reading(self) -> Request:
        key = self._dice.choice(self._known.keys) if self._dice.random() < 0.6 else self._texts.short()
        language, address = self._language(), self._address_of(key)
        paths = {
            "article": f"/{language}/articles/{address}",
            "Markdown of an article": f"/{language}/articles/{address}.md",
            "home": f"/{language}/",
            "category": f"/{language}/categories/{address}",
            "/api/v1/articles": "/api/v1/articles",
            "/api/v1/articles/…": f"/api/v1/articles/{address}",
            "ask": f"/{language}/ask",
            "contact": f"/{language}/contact",
            "file": f"/files/{address}",
            "short link": f"/go/{address}",
            "card": f"/og/{language}/{address}.png",
        }
        kind = self._dice.choice(list(paths))
        names = self._dice.sample(PARAMETERS, self._dice.choice([0, 1, 2, 6]))
        return self._get(kind, paths[kind], {name: self._parameter(name) for name in names})

    def _program(self) -> Request:
        path = self._dice.choice(list(_BODIES))
        body = self._body(self._wrong(_BODIES[path]))
        kind = self._dice.choice(
            [JSON] * 8
            + [
                "text/plain",
                "",
                "application/json; charset=utf-16",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
            ]
        )
        headers = {**self._headers(), "Content-Type": kind}
        if path == "/mcp":
            headers["Accept"] = "application/json, text/event-stream"
        return Request(path, "POST", path, headers, body, path == "/api/v1/suggest")

    def _address(self) -> Request:
        address = self._dice.choice(self._known.addresses)
        parts = address.split("<")
        path = parts[0]
        for part in parts[1:]:
            name, rest = part.split(">", 1)
            path += self._part(name) + rest
        names = self._dice.sample(PARAMETERS, self._dice.choice([0, 0, 1, 4]))
        given = {name: self._parameter(name) for name in names}
        return self._get(address, path, given, is_staff=self._dice.random() < 0.8)

    def _form(self) -> Request:
        form = self._dice.choice(self._known.forms)
        fields: list[tuple[str, str]] = []
        for name, value in form.fields.items():
            chance = self._dice.random()
            if name != "csrf_token" and chance < 0.5:
                if chance < 0.1:
                    continue
                value = self._texts.number() if chance < 0.2 else self._texts.text()
            fields.append((name, value))
        if self._dice.random() < 0.2:
            fields.append((self._dice.choice(PARAMETERS), self._texts.text()))
        pairs = (f"{self._quoted(name)}={self._quoted(value)}" for name, value in fields)
        is_staff = not form.action.startswith(ALONE)
        if form.method == "get":
            return Request(
                f"form {_shown(form.action)}",
                "GET",
                form.action.split("?")[0] + "?" + "&".join(pairs)[:8_000],
                self._headers(),
                None,
                is_staff,
            )
        headers = {
            **self._headers(),
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        return Request(f"form {_shown(form.action)}", "POST", form.action, headers, "&".join(pairs).encode(), is_staff)

    def _get(self, kind: str, path: str, given: Mapping[str, str], *, is_staff: bool = False) -> Request:
        query = "&".join(f"{name}={self._quoted(value)}" for name, value in given.items())
        return Request(kind, "GET", f"{path}?{query}"[:20_000] if query else path, self._headers(), None, is_staff)

    def _parameter(self, name: str) -> str:
        if name in ("lang", "language", "in", "ql"):
            return self._language() if self._dice.random() < 0.7 else self._texts.short()
        return self._dice.choice([self._texts.number, self._texts.short, lambda: self._dice.choice(self._known.keys)])()

    def _part(self, name: str) -> str:
        if "language" in name and self._dice.random() < 0.7:
            return self._dice.choice(LANGUAGES[:4])
        if "key" in name and self._dice.random() < 0.6:
            return quote(self._dice.choice(self._known.keys))
        if name.startswith("any("):
            return self._dice.choice(name[4:].split(")")[0].split(", "))
        return self._address_of(self._texts.number() if self._dice.random() < 0.5 else self._texts.short()) or "0"

    def _language(self) -> str:
        return self._dice.choice(LANGUAGES[:4] if self._dice.random() < 0.8 else LANGUAGES)

    def _address_of(self, text: str) -> str:
        return self._quoted(text[:300], quote)

    def _quoted(self, text: str, how: Callable[..., str] = quote_plus) -> str:
        """Percent-encoded: mostly as UTF-8, halves of characters as they are, sometimes in another coding."""
        coding = "utf-8" if self._dice.random() < 0.95 else self._dice.choice(["cp1251", "latin-1", "utf-16"])
        data = text.encode(coding, "surrogatepass" if coding.startswith("utf") else "ignore")
        return how(data)

    def _headers(self) -> dict[str, str]:
        """Those of a browser somewhere, now and then with something in them that none sends."""
        dice = self._dice
        address = f"203.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"
        headers = {
            "User-Agent": BROWSER,
            "X-Forwarded-For": address,
            "Sec-Fetch-Site": dice.choice(["same-origin", "none", "cross-site"]),
        }
        for name in dice.sample(PIECES["headers"], dice.choice([0, 0, 0, 1, 3])):
            text = self._texts.short().encode("utf-8", "surrogatepass").decode("latin-1")
            headers[name] = "".join(sign for sign in text if sign not in "\r\n\0")[:3_000].strip()
        return headers

    def _wrong(self, value: Any, depth: int = 0) -> Any:
        """``value`` with parts of it replaced by what does not belong there."""
        chance = self._dice.random()
        if chance < 0.12:
            return self._dice.choice(
                [None, True, [], {}, [[]], -1, 10**30, 1.5, float("nan"), 1e308, *PIECES["numbers"][:4]]
            )
        if chance < 0.3 and depth:
            return self._texts.text()
        if isinstance(value, dict):
            made = {name: self._wrong(one, depth + 1) for name, one in value.items() if self._dice.random() > 0.06}
            return made | ({self._texts.short(): self._texts.short()} if chance > 0.95 else {})
        return (
            [self._wrong(one, depth + 1) for one in value] * self._dice.choice([1, 1, 1, 40])
            if isinstance(value, list)
            else value
        )

    def _body(self, value: Any) -> bytes:
        chance, text = self._dice.random(), json.dumps(value)
        if chance < 0.85:
            return text.encode()
        if chance < 0.9:
            return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        ways = (
            text[: len(text) // 2].encode(),
            text.encode("utf-16"),
            b"[" * 50_000,
            b'{"a":' * 20_000,
            b"",
            b"\xff\xfe\x00",
            b"9" * 6_000,
            (text + text).encode(),
        )
        return self._dice.choice(ways)


def _shown(action: str) -> str:
    """An action without what differs from article to article, so that times compare."""
    return "/".join(action.split("?")[0].split("/")[:3])
