"""``contact`` and ``time_zone`` of ``site.yml``: what is read, and that each wrong value is told with its place."""

from __future__ import annotations

from datetime import date

import pytest

from kb.brand.contact import ChannelKind
from tests.conftest import SAMPLES, Collection
from tests.kb.folder.conftest import read

WHOLE = """\
time_zone: Europe/Berlin
contact:
  lead: {en: Write to us, ar: راسلنا}
  channels:
    - phone: +49 30 555 01 00
      hours: {mon-fri: [8:00-12:00, 13:00-18:00], sat: 9.00–12.00, sun: closed}
      reply: Three minutes
    - email: help@example.com
    - chat: {en: https://example.com/chat, fa: https://example.com/fa/chat}
      name: {en: Talk}
    - shop: 14 Mill Lane
      map: https://example.com/map
      hours: {fri-mon: 0:00-24:00}
  holidays:
    - {date: 2026-12-25, until: 2026-12-26, name: Christmas}
    - {date: 2026-12-31, hours: 8:00-12:00, name: Last day}
  form: yes
"""  # noqa: RUF001 - people type either dash


def test_a_whole_page_is_read() -> None:
    brand = read(WHOLE)
    assert brand.problems == ()
    page = brand.contact_page
    assert page is not None
    assert (brand.time_zone, page.lead.own("ar"), page.form) == ("Europe/Berlin", "راسلنا", True)
    assert [channel.kind for channel in page.channels] == [
        ChannelKind.PHONE, ChannelKind.EMAIL, ChannelKind.CHAT, ChannelKind.SHOP,
    ]  # fmt: skip
    phone, _, chat, shop = page.channels
    assert phone.target.any("fa") == "+49 30 555 01 00"
    assert phone.hours is not None
    assert phone.hours.days[0] == ((480, 720), (780, 1080))
    assert phone.hours.days[5:] == (((540, 720),), ())
    assert chat.target.own("fa") == "https://example.com/fa/chat"
    assert shop.hours is not None
    assert [bool(spans) for spans in shop.hours.days] == [True, False, False, False, True, True, True]
    assert [(one.first, one.last, one.spans) for one in page.holidays] == [
        (date(2026, 12, 25), date(2026, 12, 26), ()),
        (date(2026, 12, 31), date(2026, 12, 31), ((480, 720),)),
    ]


def test_an_address_alone_stays_an_address() -> None:
    brand = read("contact: {en: 'mailto:help@example.com'}\n")
    assert brand.contact_page is None
    assert brand.contact.any("en") == "mailto:help@example.com"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("Europe/Berlin", "Berlin", 1, "time_zone: 'Berlin' is not the name of a time zone"),
        ("Europe/Berlin", "../../etc/passwd", 1, "is not the name of a time zone"),
        ("+49 30 555 01 00", "call me", 5, "contact.channels[1].phone: 'call me' is not a telephone number"),
        ("8:00-12:00, ", "8-12, ", 6, "contact.channels[1].hours.mon-fri: '8-12' is not hours like 8:00-18:00"),
        ("13:00-18:00", "13:00-25:00", 6, "'13:00-25:00' is not from 0:00 to 24:00"),
        ("13:00-18:00", "18:00-2:00", 6, "ends before it begins; write until 24:00"),
        ("13:00-18:00", "11:00-18:00", 6, "the hours overlap"),
        ("mon-fri", "mo-fr", 6, "contact.channels[1].hours: 'mo-fr' is not a day or days like mon-fri"),
        ("sat: 9", "fri: 9", 6, "fri has hours twice"),
        ("help@example.com", "help", 8, "contact.channels[2].email: 'help' is not an e-mail address"),
        (
            "https://example.com/fa/chat",
            "javascript:x",
            9,
            "contact.channels[3].chat.fa: 'javascript:x' is not an address",
        ),
        ("    - shop: 14", "    - shop: 14\n      phone: '123 456'\n      note: 14", 11, "has phone and shop of"),
        ("2026-12-31", "31.12.2026", 16, "contact.holidays[2].date: '31.12.2026' is not a day like 2026-12-25"),
        ("until: 2026-12-26", "until: 2026-12-24", 15, "'2026-12-24' is not a day after 2026-12-25"),
        ("form: yes", "form: perhaps", 17, "contact.form: 'perhaps' is not yes or no"),
        ("  form: yes", "  formm: yes", 17, "contact: 'formm' is not known here; use lead, channels"),
        ("time_zone: Europe/Berlin\n", "\n", 2, "there are hours but no time_zone"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_key_and_the_rest_counts(
    old: str, new: str, line: int, said: str
) -> None:
    assert old in WHOLE
    brand = read(WHOLE.replace(old, new, 1))
    (problem,) = brand.problems
    assert said in problem.message
    assert (problem.severity, problem.path, problem.line) == ("error", "site.yml", line)
    assert problem.key in ("contact", "time_zone") or str(problem.key).startswith("contact.")
    assert brand.contact_page is not None
    assert len(brand.contact_page.channels) >= 3


def test_the_samples_describe_a_page_in_their_four_languages(collection: Collection) -> None:
    (collection.root / "site.yml").write_bytes((SAMPLES / "site.yml").read_bytes())
    page = collection.library().catalog.brand.contact_page
    assert page is not None
    texts = [page.lead, *(text for one in page.channels for text in (one.reply, one.note, one.name) if text)]
    texts += [holiday.name for holiday in page.holidays]
    assert all(set(text.texts) == {"en", "ar", "fa", "ru"} for text in texts)
