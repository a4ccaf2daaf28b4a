"""Messages as they come: markup, mail, encodings, halves of characters."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from search.questions.messages import read_letter, read_mail
from tests.search.questions.conftest import question


class TestMail:
    def test_markup_goes_and_its_lines_stay(self) -> None:
        markup = "<html><head><title>kettle</title></head><body><p>Hello,</p>My <b>kettle</b> leaks&nbsp;water.<br>Jane"
        assert [line for line in read_letter(markup).new if line] == ["Hello,", "My kettle leaks water.", "Jane"]

    @pytest.mark.parametrize(
        "quoted",
        [
            '<div class="gmail_quote">On Monday: <blockquote>parcel</blockquote></div>',
            "<blockquote>parcel</blockquote>",
            '<div id="divRplyFwdMsg">From: x</div><div>parcel</div>',
        ],
    )
    def test_what_html_quotes_is_history(self, quoted: str) -> None:
        letter = read_letter(f"<div>My kettle leaks.</div>{quoted}")
        assert "parcel" not in " ".join(letter.new)
        assert question(f"<div>My kettle leaks.</div>{quoted}") == "My kettle leaks."

    def test_a_less_than_sign_is_no_markup(self) -> None:
        assert question("The kettle boils if water < 1 litre and > 0?") == "The kettle boils if water 1 litre and 0?"

    @pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
    def test_a_mail_is_read_in_its_own_encoding(self, charset: str) -> None:
        mail = EmailMessage()
        mail["Subject"] = "Чайник"
        mail.set_content("Чайник не выключается.\n", charset=charset, cte="base64")
        assert read_mail(mail.as_bytes()) == ("Чайник", "Чайник не выключается.\n")

    def test_a_mail_in_html_alone_is_read(self) -> None:
        mail = EmailMessage()
        mail.set_content("<p>kettle</p>", subtype="html")
        assert read_mail(mail.as_bytes()) == ("", "<p>kettle</p>\n")

    @pytest.mark.parametrize(
        "raw", [b"Content-Type: image/png\r\n\r\n\x89PNG", b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff"]
    )
    def test_a_mail_that_has_no_text_anybody_can_read_is_refused(self, raw: bytes) -> None:
        with pytest.raises(ValueError, match="the mail"):
            read_mail(raw)


def test_half_a_character_in_the_subject_is_left_out() -> None:
    assert question("0\ud800 A", "0\ud800 A").isprintable()
