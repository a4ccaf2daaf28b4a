"""Reads long lists out of JSON one item at a time: a help centre in one file may be larger than the memory.

The package ``json`` reads each value; only the brackets around the lists are walked here.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any

from kb.exchange.bundle.packed import ExportError, Packed

MOST_VALUE = 32 * 2**20
"""The longest item in characters; no article has as many."""
_CHUNK = 2**16
_SPACE = " \t\r\n"


def read_records(packed: Packed, name: str) -> Iterator[tuple[str, Any]]:
    """The file ``name``: of an object each key with its value, of a list below a key each item with that key; of a file
    that is a list each item with an empty key.

    Raises:
        ExportError: it is no such JSON, or ends too early; what came before has been given by then.

    """
    with packed.open(name) as stream:
        text = _JsonText(stream, packed.shown(name))
        first = text.peek()
        if first == "[":
            yield from (("", item) for item in text.items())
        elif first == "{":
            yield from _members(text)
        else:
            raise text.error("a list or an object was expected")
        if text.peek():
            raise text.error("there is more behind the end")


def _members(text: _JsonText) -> Iterator[tuple[str, Any]]:
    text.take("{")
    if text.peek() == "}":
        text.take("}")
        return
    while True:
        key = text.value()
        if not isinstance(key, str):
            raise text.error("a key was expected")
        text.take(":")
        if text.peek() == "[":
            for item in text.items():
                yield key, item
        else:
            yield key, text.value()
        if text.peek() != ",":
            break
        text.take(",")
    text.take("}")


class _JsonText:
    """The part of a file's text that is looked at, and where."""

    def __init__(self, stream: IO[bytes], shown: str) -> None:
        self._stream, self._shown = stream, shown
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()
        self._text, self._at, self._line, self._is_over = "", 0, 1, False

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._is_over:
                return ""
            self._more(_CHUNK)

    def take(self, sign: str) -> None:
        if self.peek() != sign:
            raise self.error(f"{sign} was expected")
        self._at += 1

    def items(self) -> Iterator[Any]:
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.value()
            if self.peek() != ",":
                break
            self.take(",")
        self.take("]")

    def value(self) -> Any:
        """The value that begins here, whole."""
        self.peek()
        chunk = _CHUNK
        while True:
            try:
                found, end = self._json.raw_decode(self._text, self._at)
            except (RecursionError, MemoryError):
                raise self.error("it is nested too deep") from None
            except ValueError as error:  # also a number of thousands of digits
                if self._is_over:
                    self._at = getattr(error, "pos", self._at)
                    raise self.error(getattr(error, "msg", str(error)).lower()) from None
            else:
                if end < len(self._text) or self._is_over:  # a number may go on in the next piece
                    self._at = end
                    return found
            if len(self._text) - self._at > MOST_VALUE:
                raise self.error("no value here ends within 32 million characters")
            self._more(chunk)
            chunk *= 2

    def error(self, what: str) -> ExportError:
        line = self._line + self._text.count("\n", 0, self._at)
        if self._is_over and self._at >= len(self._text.rstrip()):
            what = f"the file ends too early ({what}); save it once more"
        return ExportError(f"{self._shown}:{line}: this JSON cannot be read: {what}")

    def _more(self, size: int) -> None:
        self._line += self._text.count("\n", 0, self._at)
        raw = self._stream.read(size)
        self._is_over = not raw
        try:
            more = self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            line = self._line + self._text.count("\n", self._at) + error.object.count(b"\n", 0, error.start)
            byte = error.object[error.start]
            raise ExportError(
                f"{self._shown}:{line}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
            ) from error
        self._text, self._at = self._text[self._at :] + more, 0
