"""Articles of every kind that leave for another system."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kb.exchange.conftest import PNG

FILES = {
    "en/orders/_index.md": "---\ntitle: Your orders\ndescription: From basket to door.\n---\n",
    "en/orders/track.md": (
        "---\ntitle: Track <a> parcel\ntags: [parcel, delivery]\n"
        "published_on: 2024-01-02\nupdated_on: 2024-05-06\n---\n\n"
        "Look at [returns](../orders/late/refund.md#the-money) and [all orders](../orders/).\n\n"
        "> [!TIP]\n> Keep the *number*.\n\n"
        "| Day | What |\n| --- | --- |\n| 1 | `packed` |\n\n![The number](images/number.png)\n\n"
        "1. Open the mail.\n2. Tap **Track**.\n"
    ),
    "en/orders/late/_index.md": "---\ntitle: Too late\n---\n",
    "en/orders/late/refund.md": "# Refund\n\n## The money\n\nIt comes [back](../track.md) & stays.\n",
    "en/orders/late/very/_index.md": "---\ntitle: Very late\n---\n",
    "en/orders/late/very/never.md": "---\nstatus: draft\n---\n# Never came\n\nText.\n",
    "en/orders/rules.md": "---\naudience: internal\n---\n# Rules for staff\n\nText.\n",
    "en/old.md": "---\nstatus: archived\n---\n# Old\n\nText.\n",
    "ar/orders/_index.md": "---\ntitle: طلباتك\n---\n",
    "ar/orders/track.md": (
        '---\ntitle: تتبع الشحنة\noriginal_version: "000000000000"\n---\n\nافتح [الاسترداد](late/refund.md).\n'
    ),
    "ar/orders/late/refund.md": "# الاسترداد\n\nيعود [المال](../track.md).\n",
}


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """The folder of articles."""
    root = tmp_path / "ours"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    (root / "en/orders/images").mkdir()
    (root / "en/orders/images/number.png").write_bytes(PNG)
    return root
