"""What may be attached is told by its content, and is named after it."""

from __future__ import annotations

import pytest

from kb.messages.attachments import BadFileError, read_attachment
from tests.kb.messages.conftest import PNG


@pytest.mark.parametrize(
    ("name", "content", "kept", "kind"),
    [
        ("leak.png", PNG, "leak.png", "image/png"),
        ("leak.html", PNG, "leak.png", "image/png"),
        ("../../etc/passwd", b"%PDF-1.7\n", "passwd.pdf", "application/pdf"),
        ("C:\\photos\\my photo.JPG", b"\xff\xd8\xff\xe0rest", "my photo.jpg", "image/jpeg"),
        ("عکس.webp", b"RIFF\0\0\0\0WEBPVP8 ", "عکس.webp", "image/webp"),
        ("page.html", b"<script>alert(1)</script>", "page.txt", "text/plain"),
        ("...", "Звук".encode(), "file.txt", "text/plain"),
    ],
)
def test_the_content_decides_what_a_file_is(name: str, content: bytes, kept: str, kind: str) -> None:
    found = read_attachment(name, content, 1_000)
    assert (found.name, found.content_type, found.content) == (kept, kind, content)


@pytest.mark.parametrize(
    ("content", "code"), [(b"MZ\x90\x00", "kind"), (b"", "kind"), (b"\x00text", "kind"), (PNG * 100, "size")]
)
def test_what_is_no_picture_pdf_or_text_or_too_large_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadFileError) as told:
        read_attachment("leak.png", content, 1_000)
    assert told.value.code == code
