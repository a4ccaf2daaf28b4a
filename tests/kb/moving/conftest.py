"""A help centre in two languages whose articles link to each other in every way, and an editor who moves them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.core.roles import Role
from tests.clock import Clock
from tests.conftest import Collection
from tests.git_site import office_over
from tests.signing_in import Browser, Office

KETTLE = (
    b"\xef\xbb\xbf---\r\ntitle: 'Kettle'  # the small one\r\nx_shelf: {a: 1}\r\n---\r\n"
    b'Fill it, see [filter](filter.md#clean "F") and ![lid](images/lid.png).\r\n\r\n'
    b"```\r\n[code](filter.md)\r\n```\r\n\r\n"
    + b"Water that boils for longer than it has to tastes of nothing, and costs as much.\r\n" * 9
    + b"\r\n[Pay](../money/pay.md) or [ours](#fill). [box]\r\n\r\n[box]: images/box.png\r\n"
)
FILTER = (
    "---\ntitle: Filter\n---\nOf the [kettle](kettle.md?x=1#fill), [again][k]. ![](images/box.png)\n\n"
    "[k]: <kettle.md> 'K'\n"
)
PAY = (
    '# Pay\n\n<a href="/en/articles/kitchen/kettle">A</a> [b](/kitchen/kettle.md) '
    "[c](../../en/kitchen/kettle) `kettle.md`\n"
)
SITE = (
    b"name: X\nhome:\n  - title: T  # kept\n    articles: [kitchen/kettle, money/pay]\n"
    b"footer:\n  - {label: K, url: /en/articles/kitchen/kettle}\n"
)


@dataclass
class Mover:
    """An editor who moves articles with a browser without scripts."""

    browser: Browser
    root: Path

    def page(self, address: str) -> html.HtmlElement:
        """The page of a move."""
        answer = self.browser.get(address)
        assert answer.status_code == 200, answer.text
        return html.document_fromstring(answer.text)

    def send(self, page: html.HtmlElement, form: str = "move", **fields: str | list[str] | None) -> TestResponse:
        """Send a form as the page has it, with some fields filled in."""
        element = page.get_element_by_id(form)
        given: dict[str, list[str]] = {}
        for name, value in element.form_values():
            given.setdefault(name, []).append(value)
        for name, wanted in fields.items():
            given[name] = wanted if isinstance(wanted, list) else [wanted or ""]
        act = element.xpath("string(.//button[@name='act']/@value)")
        return self.browser.client.post(element.action, data={"act": [str(act)], **given})

    def move(self, key: str, **fields: str | list[str] | None) -> TestResponse:
        """Open the page of an article's move and send its form."""
        return self.send(self.page(f"/editor/move/{key}"), **fields)

    def file(self, path: str) -> bytes:
        """A file as it is now."""
        return (self.root / path).read_bytes()

    def files(self) -> list[str]:
        """The paths of all files."""
        return sorted(
            file.relative_to(self.root).as_posix() for file in self.root.rglob("*.*") if ".git/" not in str(file)
        )


def told(page: html.HtmlElement | TestResponse) -> str:
    """What a page says above and beside its form."""
    if isinstance(page, TestResponse):
        page = html.document_fromstring(page.text)
    return " ".join(" ".join(part.text_content().split()) for part in page.xpath("//*[contains(@class, 'told')]"))


def write_kitchen(collection: Collection) -> None:
    """The articles."""
    collection.write("site.yml", SITE)
    collection.write("en/kitchen/kettle.md", KETTLE)
    collection.write("ar/kitchen/kettle.md", "# غلاية\n\n![](images/lid.png) [مرشح](filter.md)\n")
    collection.write("en/kitchen/filter.md", FILTER)
    collection.write("en/money/pay.md", PAY)
    collection.write("ar/money/pay.md", "# دفع\n\n[غلاية](../kitchen/kettle.md)\n")
    collection.write("en/money/gone.md", "---\ntitle: Gone\nstatus: archived\nmoved_to: kitchen/kettle\n---\nIt was.\n")
    for name in ("lid", "box"):
        collection.write(f"en/kitchen/images/{name}.png", name.encode())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The site; it commits where a test is marked so."""
    write_kitchen(collection)
    given = getattr(request, "param", {})
    with office_over(collection.root, tmp_path / "data", clock, given) as office:
        yield office


@pytest.fixture
def mover(office: Office, collection: Collection) -> Mover:
    """Ann, an editor."""
    return Mover(office.browser(office.hire(Role.EDITOR, "ann@example.com")), collection.root)
