"""What programs send of a draft and get of one: the fields and the text of the editor's form, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb.authoring.authoring_room import BodyError, place_of_field, read_text, refuse_unknown
from kb.core.text import one_line, plain_lines
from kb.editor.parts import LISTS
from kb.editor.sheet import MAX_FIELD, FormSheet
from kb.front_matter.key_names import PUBLISHED, TAKEN_AWAY
from kb.library.reader import MAX_ARTICLE_BYTES

NAMES = ("title", "description", *LISTS, "owner", "review_in", PUBLISHED[0], TAKEN_AWAY[0], "audience")
"""The fields that programs set. The status is for people, and so is to say that a translation was read."""
WRITTEN = ("fields", "text", "note", "small", "version")
MOST_WORDS = 100


@dataclass(frozen=True)
class DraftChange:
    """What shall be otherwise in a draft; None: nothing. ``version`` is the draft that its sender saw, empty: none."""

    fields: Mapping[str, str]
    text: str | None
    note: str | None
    is_small: bool | None
    version: str | None

    @classmethod
    def of(cls, plain: Mapping[str, Any], *beside: str) -> DraftChange:
        """What a body says, that may have fields ``beside``.

        Raises:
            BodyError: it cannot be meant.

        """
        refuse_unknown(plain, (*beside, *WRITTEN))
        text = plain.get("text")
        if text is not None:
            text = plain_lines(read_text(plain, "text", most=MAX_ARTICLE_BYTES))
            if len(text.encode()) > MAX_ARTICLE_BYTES:
                raise BodyError("/text", f"text is larger than {MAX_ARTICLE_BYTES} bytes")
        small, version = plain.get("small"), plain.get("version")
        if not isinstance(small, bool | None):
            raise BodyError("/small", "small is neither true nor false")
        if not isinstance(version, str | None):
            raise BodyError("/version", "version is neither a text nor null")
        note = one_line(read_text(plain, "note", most=MAX_FIELD)) if plain.get("note") is not None else None
        seen = (version or "") if "version" in plain else None
        return cls(_fields(plain.get("fields", {})), text, note, small, seen)

    def on(self, sheet: FormSheet) -> FormSheet:
        """The form with the change in it.

        Raises:
            BodyError: a field stands in the file in a way that no form gives back.

        """
        for name in self.fields:
            if name not in sheet.fields:
                said = f"{name} is written in the file in a way that only people can change, outside of the form"
                raise BodyError(f"/fields/{name}", said, 422)
        return replace(
            sheet,
            fields={**sheet.fields, **self.fields},
            text=sheet.text if self.text is None else self.text,
            note=sheet.note if self.note is None else self.note,
            is_small=sheet.is_small if self.is_small is None else self.is_small,
        )


def shown_fields(sheet: FormSheet) -> dict[str, Any]:
    """The fields of a form that programs can set, as they send them."""
    return {
        name: [word for word in sheet.fields[name].split(", ") if word] if name in LISTS else sheet.fields[name]
        for name in NAMES
        if name in sheet.fields
    }


def _fields(given: object) -> dict[str, str]:
    if not isinstance(given, dict):
        raise BodyError("/fields", "fields is not an object")
    found = {}
    for name, value in given.items():
        if name not in NAMES:
            raise BodyError(place_of_field("fields", name), f"the fields are {', '.join(NAMES)}")
        found[name] = _words(name, value) if name in LISTS else _line(name, value)
    return found


def _line(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_FIELD or one_line(value, MAX_FIELD) != value.strip():
        raise BodyError(f"/fields/{name}", f"{name} is not a text of one line, at most {MAX_FIELD} characters")
    return value.strip()


def _words(name: str, value: object) -> str:
    if not isinstance(value, list) or len(value) > MOST_WORDS or not all(isinstance(one, str) for one in value):
        raise BodyError(f"/fields/{name}", f"{name} is not a list of at most {MOST_WORDS} texts")
    for place, one in enumerate(value):
        if not one.strip() or one_line(one, MAX_FIELD) != one.strip() or "," in one or "،" in one:
            raise BodyError(f"/fields/{name}/{place}", f"{name} has what is no word or words without a comma")
    joined = ", ".join(one.strip() for one in value)
    if len(joined) > MAX_FIELD:
        raise BodyError(f"/fields/{name}", f"{name} has {len(joined)} characters, the limit is {MAX_FIELD}")
    return joined
