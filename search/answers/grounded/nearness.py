"""How near in meaning a sentence must be to what it leans on, learned from the collection itself, without labels.

Sentences beside each other in a passage are of one thing, sentences of two passages are not: between them lies what is
near enough. Between languages the same is learned from articles and their translations, whose first words say the same.
Vectors are taken from the middle of all of their language (Mu and Viswanath 2018), since those of one language are all
alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Texts to vectors of shape (len(texts), dimension)."""

STRANGERS = 0.95
"""So many of the sentences of other passages must be further away."""
FRIENDS = 0.25
"""At most so many of the neighbours may be further away, however near strangers are."""
FEWEST = 8
"""Sentences of a language below which nothing is learned."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is learned from: by language the sentences of passages, and by language and name texts that say the same in
    each language that has the name.
    """

    passages: Mapping[str, Sequence[Sequence[str]]]
    twins: Mapping[str, Mapping[str, str]]


class Nearness:
    """What one model and one collection make near; ``embed`` is the model's."""

    def __init__(self, embed: Embed, sample: Sample) -> None:
        self._embed = embed
        self._middles: dict[str, Vectors] = {}
        self._least: dict[tuple[str, str], float] = {}
        for language, passages in sample.passages.items():
            texts = [text for passage in passages for text in passage]
            if len(texts) >= FEWEST:
                raw = embed(texts)
                self._middles[language] = raw.mean(axis=0)
                self._least[language, language] = _within(self._centred(raw, language), passages)
        named = {
            language: dict(zip(texts, self._centred(embed(list(texts.values())), language), strict=True))
            for language, texts in sample.twins.items()
            if language in self._middles and texts
        }
        for one, other in combinations(named, 2):
            keys = [key for key in named[one] if key in named[other]]
            if len(keys) >= FEWEST:
                near = np.stack([named[one][key] for key in keys]) @ np.stack([named[other][key] for key in keys]).T
                least = _between(near.diagonal(), near[~np.eye(len(keys), dtype=bool)])
                self._least[one, other] = self._least[other, one] = least

    def excess(self, sentence: str, language: str, supports: Sequence[str], support_language: str) -> float | None:
        """By how much ``sentence`` is nearer to the nearest of ``supports`` than it must be (cosine), below 0 where it
        is not near enough; None where nothing is known of these languages.
        """
        least = self._least.get((language, support_language))
        if least is None:
            return None
        one = self._centred(self._embed([sentence]), language)[0]
        others = (self._centred(self._embed([support]), support_language)[0] for support in supports)
        return max(float(one @ other) for other in others) - least

    def _centred(self, vectors: Vectors, language: str) -> Vectors:
        moved = vectors - self._middles[language]
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        centred: Vectors = (moved / np.maximum(lengths, 1e-9)).astype(np.float32)
        return centred


def _within(vectors: Vectors, passages: Sequence[Sequence[str]]) -> float:
    owners = np.repeat(np.arange(len(passages)), [len(passage) for passage in passages])
    near = vectors @ vectors.T
    places = np.arange(len(owners) - 1)
    neighbours = near[places, places + 1][owners[:-1] == owners[1:]]
    strangers = near[owners[:, None] != owners[None, :]]
    return _between(neighbours, strangers)


def _between(friends: Vectors, strangers: Vectors) -> float:
    """The cosine above which few strangers are, but not most of the friends."""
    if not len(friends) or not len(strangers):
        return 1.0
    return float(min(np.quantile(strangers, STRANGERS), np.quantile(friends, FRIENDS)))
