"""A site whose contact form brings messages to a mail server and a webhook of our own."""

from __future__ import annotations

from typing import Any

from kb.core.settings import Settings
from kb.messages.attachments import Attachment
from kb.messages.inbox import NewMessage

SECRET = "a secret of twenty letters"  # noqa: S105 - for a receiver that ends with the test
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


def a_message(**fields: Any) -> NewMessage:
    given = {"language": "en", "email": "jane@example.com", "text": "My kettle leaks.\nWhat now?", "name": "Jane"}
    return NewMessage(**{**given, "files": [Attachment("leak.png", "image/png", PNG)], **fields})


def mail_settings(port: int, **more: Any) -> Settings:
    return Settings(
        base_url="https://help.example.com",
        mail_server=f"smtp://127.0.0.1:{port}",
        mail_from="Help <help@example.com>",
        contact_mail="team@example.com",
        **more,
    )
