"""The report as a page."""

from __future__ import annotations

from kb.exchange.bundle.notes import ImportNote
from kb.exchange.html.comparison import TextDifference
from kb.exchange.report import ImportedVersion, ImportOutcome, ImportReport
from kb.exchange.report_page import report_page
from kb.exchange.writing.ledger import PartDifference

EVIL = "<script>x</script>"


def test_whatever_an_export_says_is_shown_as_words() -> None:
    version = ImportedVersion(
        EVIL, EVIL, EVIL, EVIL, ImportOutcome.NEW, TextDifference((EVIL,), (EVIL,)), (EVIL,), votes=(1, 2), views=3
    )
    differs = ImportedVersion(
        "1", "en", EVIL, EVIL, ImportOutcome.DIFFERS, differences=(PartDifference(EVIL, EVIL, EVIL),)
    )
    report = ImportReport(EVIL, EVIL, EVIL, False, [version, differs], [ImportNote("link", EVIL, EVIL)])
    report.missing, report.gone = {EVIL: EVIL}, [EVIL]
    page = report_page(report)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 15
    assert "1 / 2" in page


def test_the_summary_counts_what_is_worth_a_look() -> None:
    seen = ImportedVersion("1", "en", "A", "en/a.md", ImportOutcome.NEW)
    lost = ImportedVersion("2", "en", "B", "en/b.md", ImportOutcome.UPDATED, TextDifference(("x",)))
    report = ImportReport("zendesk", "export", "articles", True, [seen, lost])
    assert report.lines()[0] == "would import into articles: 1 new, 1 updated"
    assert report.lines()[2] == "1 to look at, of which 1 do not say word by word what they said"
    told = report.as_json()
    assert told["counts"] == {
        "new": 1,
        "updated": 1,
        "same": 0,
        "differs": 0,
        "left_out": 0,
        "files": 0,
        "categories": 0,
        "fetched": 0,
    }
    assert told["articles"][1]["text"] == {"missing": ("x",), "added": ()}
