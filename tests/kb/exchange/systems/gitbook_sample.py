"""A space of GitBook, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from tests.kb.exchange.conftest import PNG, Exchange

SUMMARY = """# Table of contents

* [Welcome](README.md)

## Orders

* [Your *orders*](orders/README.md)
  * [Return it](orders/return.md)
  * [Gone](orders/gone.md)
* [Away](https://elsewhere.example)
"""


def write(exchange: Exchange, above: str = "") -> None:
    exchange.write(f"{above}SUMMARY.md", SUMMARY)
    exchange.write(
        f"{above}README.md", "# Welcome\n\nGo to [orders](orders/) or [back](orders/return.md#within-30-days).\n"
    )
    exchange.write(
        f"{above}orders/README.md", "---\ndescription: >-\n  All about\n  orders\n---\n\n# Your orders\n\nText.\n"
    )
    exchange.write(
        f"{above}orders/return.md",
        '# Return it\n\n{% hint style="info" %}\nKeep it.\n{% endhint %}\n\n## Within 30 days\n\n![Box](<../.gitbook/assets/box (1).png>)\n\n'
        '{% content-ref url="../README.md" %}\n[README.md](../README.md)\n{% endcontent-ref %}\n',
    )
    exchange.write(f"{above}orders/hidden.md", "# Hidden\n\nText.\n")
    exchange.write(f"{above}.gitbook/assets/box (1).png", PNG)
