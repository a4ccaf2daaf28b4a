"""What customers send with the contact form, read field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr

from werkzeug.datastructures import FileStorage, MultiDict

from kb.core.setting_groups import ContactSettings
from kb.core.text import one_line, typed_lines
from kb.language.marking import N_
from kb.messages.attachments import Attachment, BadFileError, read_attachment
from kb.messages.message_rows import MAX_EMAIL, MAX_NAME, MAX_ORDER, MAX_TEXT

TRAP = "website"
"""A field that nobody sees and that programs fill in."""
WRONG: Mapping[str, str] = {
    "text": N_("Please write what you need help with."),
    "email": N_("Please give an e-mail address to which we can reply, like name@example.com."),
    "kind": N_("%(name)s is not a picture, PDF or text file. Please attach only those."),
    "size": N_("%(name)s is too large: a file may be up to %(megabytes)s MB."),
    "count": N_("That is too many files: %(most)s may be attached."),
    "too_much": N_("Your files are too large together, so nothing was sent. Please attach fewer or smaller ones."),
    "too_many": N_("Many messages came from your connection just now, so yours was not sent. Please try again later."),
    "unsaved": N_("Your message could not be saved. Please try again in a little while."),
    "files_again": N_("Please choose your files again."),
}
"""What is told of each mistake, by its name."""


@dataclass
class Draft:
    """What was typed, to be shown again, and what is wrong with it: field, name in ``WRONG``, what fills its text."""

    text: str = ""
    email: str = ""
    name: str = ""
    order_number: str = ""
    files: list[Attachment] = field(default_factory=list)
    wrong: dict[str, tuple[str, dict[str, object]]] = field(default_factory=dict)


def read_draft(form: MultiDict[str, str], files: Iterable[FileStorage], settings: ContactSettings) -> Draft:
    """The message as it was typed, with its mistakes."""
    draft = Draft(
        typed_lines(form.get("text", ""), MAX_TEXT),
        one_line(form.get("email", ""), MAX_EMAIL + 1),
        one_line(form.get("name", ""), MAX_NAME),
        one_line(form.get("order_number", ""), MAX_ORDER),
    )
    if not draft.text:
        draft.wrong["text"] = ("text", {})
    if not is_mail_address(draft.email):
        draft.wrong["email"] = ("email", {})
    try:
        draft.files = _read_files([file for file in files if file.filename], settings)
    except BadFileError as error:
        told = {"name": error.name, "megabytes": settings.contact_file_mb, "most": settings.contact_files}
        draft.wrong["files"] = (error.code, told)
    return draft


def is_mail_address(text: str) -> bool:
    """Whether mail may reach somebody at ``text``."""
    is_short = 0 < len(text) <= MAX_EMAIL
    return is_short and parseaddr(text)[1] == text and bool(re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text))


def _read_files(files: list[FileStorage], settings: ContactSettings) -> list[Attachment]:
    if len(files) > settings.contact_files:
        raise BadFileError("count")
    most = settings.contact_file_bytes
    return [read_attachment(file.filename or "", file.stream.read(most + 1), most) for file in files]
