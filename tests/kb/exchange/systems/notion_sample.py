"""An export of Notion, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from tests.kb.exchange.conftest import PNG, Exchange

ONE, TWO, THREE = (
    "0123456789abcdef0123456789abcdef",
    "1123456789abcdef0123456789abcdef",
    "2123456789abcdef0123456789abcdef",
)
HELP = f"Help {ONE}"


def write(exchange: Exchange) -> None:
    link = f"Help%20{ONE}/Pay%20{TWO}.md"
    exchange.write(f"{HELP}.md", f"# Help\n\n[Pay]({link})\n\n<aside>\n💡 Keep it.\n\nReally.\n</aside>\n")
    exchange.write(
        f"{HELP}/Pay {TWO}.md", "# Pay now\n\nTags: Money, Card\nState: Done\n\n![box.png](Pay%20it/box.png)\n"
    )
    exchange.write(f"{HELP}/Pay it/box.png", PNG)
    exchange.write(f"{HELP}/Table {THREE}.csv", "Name\nPay\n")
