"""Passages to lean on, in a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kb.catalog.article import Article, Audience
from search.answers.grounded.answer import AnswerSource
from search.answers.grounded.verify import Claimed, DropReason, Verifier
from search.answers.grounded.wording import AnswerVocabulary
from search.index.passages import Passage

PRODUCTS = AnswerVocabulary(
    {"en": [("courier", "delivery driver")]},
    {
        "kettle": frozenset({"Kettle", "الغلاية", "کتری برقی", "Чайник"}),
        "blender": frozenset({"Blender", "الخلاط", "مخلوط‌کن", "Блендер"}),
        "coffee": frozenset({"Coffee machine", "ماكينة القهوة", "قهوه‌ساز", "Кофемашина", "CB-200"}),
    },
)


def source(
    text: str,
    language: str = "en",
    title: str = "Help",
    *headings: str,
    products: tuple[str, ...] = (),
    audience: Audience = Audience.PUBLIC,
    key: str = "orders/help",
) -> AnswerSource:
    article = Article(
        language, key, f"{language}/{key}.md", title, text, datetime(2026, 1, 1, tzinfo=UTC), products=products,
        audience=audience,
    )  # fmt: skip
    return AnswerSource(article, Passage(language, key, title, headings, "", text), text)


def why_not(
    text: str, quote: str, of: AnswerSource | Sequence[AnswerSource], language: str = "en", number: int = 1
) -> DropReason | None:
    """Why a sentence that leans on a source is not shown, without any model; None where it is."""
    sources = [of] if isinstance(of, AnswerSource) else of
    verifier = Verifier(language, sources, PRODUCTS, ("en", "ar", "fa", "ru"))
    shown = verifier.check(Claimed(text, number, quote))
    assert (shown is None) == (sum(verifier.dropped.values()) == 1)
    return next(iter(verifier.dropped), None)
