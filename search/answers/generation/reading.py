"""Reads a model's answer while it comes, sentence by sentence: whatever is whole is given out, nothing else ever is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from search.answers.generation.prompt import MOST_SENTENCES
from search.answers.grounded.verify import Claimed

MOST_CHARACTERS = 60_000
"""Of an answer; more is none."""
_ANSWERABLE = re.compile(r'"answerable"\s*:\s*(true|false)')
_SENTENCES = re.compile(r'"sentences"\s*:\s*\[')
_ALONE = re.compile(r"\{[^{}]{2,6000}\}")
_THOUGHT = re.compile(r"[^{]*?<think>.*?(?:</think>|\Z)", re.DOTALL)


class AnswerReader:
    """One answer. ``is_answerable`` is False once the model says that the passages do not answer the question,
    ``is_whole`` True once its last sentence has come.
    """

    def __init__(self) -> None:
        self._text = ""
        self._place: int | None = None
        self._decoder = json.JSONDecoder()
        self._given = 0
        self.is_answerable = True
        self.is_whole = False
        self.characters = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more of it is wanted."""
        is_long = self._given >= MOST_SENTENCES or self.characters > MOST_CHARACTERS
        return not self.is_answerable or self.is_whole or is_long

    def feed(self, piece: str) -> Iterator[Claimed]:
        """Take in a piece; gives the sentences that are whole with it."""
        self._text += piece
        self.characters += len(piece)
        if "}" in piece or "false" in self._text[-len(piece) - 8 :]:
            yield from self._read()

    def finish(self) -> Iterator[Claimed]:
        """The sentences of an answer that has them in another frame than the one that was asked for."""
        yield from self._read()
        if not self._given and self.is_answerable:
            for match in _ALONE.finditer(without_thought(self._text)):
                try:
                    claimed = _claimed(json.loads(match[0]))
                except ValueError:
                    continue
                if claimed is not None and self._given < MOST_SENTENCES:
                    self._given += 1
                    self.is_whole = True
                    yield claimed

    def _read(self) -> Iterator[Claimed]:
        if self._place is None:
            text = without_thought(self._text)
            if answerable := _ANSWERABLE.search(text):
                self.is_answerable = answerable[1] == "true"
            if not self.is_answerable or not (begun := _SENTENCES.search(text)):
                return
            self._text, self._place = text, begun.end()
        while not self.is_over:
            start = self._text.find("{", self._place)
            if "]" in self._text[self._place : start if start >= 0 else None]:
                self.is_whole = True
                return
            if start < 0:
                return
            try:
                value, self._place = self._decoder.raw_decode(self._text, start)
            except (ValueError, RecursionError):
                return
            if (claimed := _claimed(value)) is not None:
                self._given += 1
                yield claimed


def without_thought(text: str) -> str:
    """What a model wrote but for what it thinks aloud first (``<think>…</think>``): nothing so far while it does."""
    thought = _THOUGHT.match(text)
    return text[thought.end() :] if thought else text


def asked_alone(text: str) -> str:
    """The question in a model's answer to ``standalone_prompt``; empty where there is none."""
    for match in _ALONE.finditer(without_thought(text[:MOST_CHARACTERS])):
        try:
            value = json.loads(match[0])
        except ValueError:
            continue
        if isinstance(value, dict) and isinstance(value.get("question"), str):
            return " ".join(value["question"].split())
    return ""


def _claimed(value: Any) -> Claimed | None:
    """A sentence where ``value`` is one: anybody may have sent it."""
    if not isinstance(value, dict):
        return None
    text, source, quote = value.get("text"), value.get("source"), value.get("quote")
    if isinstance(source, str) and source.strip().isdecimal() and len(source) < 6:
        source = int(source)
    if not isinstance(text, str) or not isinstance(quote, str) or type(source) is not int:
        return None
    return Claimed(text, source, quote)
