"""Failing searches become topics; a topic becomes a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from kb.catalog.article import ArticleId, Status
from kb.editing.new_article import MOST_OF_A_NAME, file_name, save_draft
from kb.files.saving import SaveError, create_file
from search.engine.state import State
from search.insights import gaps
from search.insights.gap_drafts import draft_text
from search.insights.gaps import Gap, find_gaps
from search.insights.question_vectors import QuestionVectors
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Broken, model
from tests.search.insights.conftest import NOON, REFUND, RESET, failed, search
from tests.search.insights.test_figures import Search

HOUR = 3600.0


def no_model(_: Sequence[str]) -> Matrix | None:
    return None


def found(*searches: Search, covered: Sequence[tuple[str, str]] = ()) -> list[Gap]:
    return find_gaps(searches, NOON, set(covered), no_model)


def topics(made: list[Gap]) -> list[list[str]]:
    return [[one.query for one in gap.questions] for gap in made]


def test_searches_that_share_most_words_are_one_topic_named_by_what_is_asked_most() -> None:
    made = found(
        *(failed("gift wrapping") for _ in range(3)),
        failed("wrapping of a gift"),
        *(failed("student discount") for _ in range(2)),
        search("reset password"),
    )
    assert topics(made) == [["gift wrapping", "wrapping of a gift"], ["student discount"]]
    assert [(gap.name, gap.count) for gap in made] == [("gift wrapping", 4), ("student discount", 2)]


def test_with_a_model_meaning_decides() -> None:
    def embed(texts: Sequence[str]) -> Matrix:
        return BagOfWords().embed_queries(["crypto" if text in ("bitcoin", "биткоин") else text for text in texts])

    made = [failed("bitcoin"), failed("биткоин", language="ru"), failed("bitcoin"), failed("gift")]
    assert topics(find_gaps(made, NOON, set(), embed)) == [["bitcoin", "биткоин"], ["gift"]]
    assert find_gaps(made, NOON, set(), embed)[0].language == "en"


def test_the_trend_is_told_by_the_halves_of_the_time() -> None:
    [gap] = found(failed("gift", after=-1), failed("gift"), failed("gift", after=HOUR))
    assert (gap.earlier, gap.recent) == (1, 2)


def test_what_was_covered_is_left_out() -> None:
    made = [failed("gift"), failed("gift", language="fa")]
    assert [gap.language for gap in found(*made, covered=[("en", "gift")])] == ["fa"]


def test_the_nearest_article_is_what_was_opened_or_else_shown_first() -> None:
    [gap] = found(
        failed("gift", first=(RESET, REFUND)), failed("gift", first=(REFUND,)), failed("gift", first=(REFUND,))
    )
    assert gap.nearest == REFUND
    assert found(failed("gift", total=0))[0].nearest is None


def test_questions_asked_least_are_left_out_where_there_are_too_many() -> None:
    made = [failed(f"word{number}") for number in range(gaps.MOST_QUESTIONS + 5)]
    assert sum(len(gap.questions) for gap in found(*made, failed("word7"))) == gaps.MOST_QUESTIONS


def test_nothing_that_failed_is_no_gap() -> None:
    assert found() == found(search("fine")) == []


# Vectors


def test_questions_are_embedded_once() -> None:
    class Counting(BagOfWords):
        def embed_queries(self, texts: Sequence[str]) -> Matrix:
            asked.extend(texts)
            return super().embed_queries(texts)

    asked: list[str] = []
    loaded = LoadedModel(model(BagOfWords), Counting())
    vectors = QuestionVectors(lambda: State(models={"bag": loaded}))
    first = vectors(["gift", "bitcoin", "gift"])
    assert first is not None
    assert first.shape == (3, 128)
    second = vectors(["bitcoin", "wrap"])
    assert second is not None
    assert (second[0] == first[1]).all()
    assert asked == ["bitcoin", "gift", "wrap"]
    loaded.close()


def test_without_a_model_or_with_one_that_fails_words_must_do(caplog: pytest.LogCaptureFixture) -> None:
    assert QuestionVectors(State)(["gift"]) is None
    loaded = LoadedModel(model(Broken), Broken())
    assert QuestionVectors(lambda: State(models={"broken": loaded}))(["gift"]) is None
    assert "grouped by their words" in caplog.text
    loaded.close()


# Drafts

HOSTILE = ['"quotes": and \\', "---", "a: b\n---\nstatus: published", "{{ x }} {% y %}", "<script>", "# x", "'", "]]>"]


@pytest.mark.parametrize("question", HOSTILE)
def test_whatever_was_asked_a_draft_is_a_draft(collection: Collection, question: str) -> None:
    collection.write("en/a.md", title="A")
    library = collection.library()
    made = save_draft(library, "en", question, draft_text([question, "more"], str), None)
    assert made.status == Status.DRAFT
    assert made.title == " ".join(question.split())
    assert library.catalog.problems == ()
    assert not made.is_published


def test_a_draft_lies_beside_the_nearest_article_in_the_language_of_the_questions(collection: Collection) -> None:
    collection.write("en/orders/gifts/card.md")
    collection.write("fa/account/x.md")
    library = collection.library()
    near = library.catalog.articles[ArticleId("en", "orders/gifts/card")]
    paths = [save_draft(library, language, "Gift wrap?", "x", near).path for language in ("en", "fa", "en")]
    assert paths == ["en/orders/gifts/gift-wrap.md", "fa/orders/gifts/gift-wrap.md", "en/orders/gifts/gift-wrap-2.md"]


def test_a_collection_without_language_folders_gets_none(collection: Collection) -> None:
    collection.write("orders/card.md")
    library = collection.library("en")
    near = library.catalog.articles[ArticleId("en", "orders/card")]
    assert save_draft(library, "en", "Gift", "x", near).path == "orders/gift.md"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Index", "question-index"), ("?!", "question"), ("../../etc/passwd", "etcpasswd"), ("__init__", "init")],
)
def test_the_name_of_a_file_is_always_one(title: str, name: str) -> None:
    assert file_name(title) == name


def test_too_many_of_one_name_is_an_error(collection: Collection) -> None:
    collection.write("en/a.md", title="A")
    library = collection.library()
    for name in ("gift", *(f"gift-{number}" for number in range(2, MOST_OF_A_NAME + 1))):
        collection.write(f"en/{name}.md")
    with pytest.raises(SaveError, match="99 files"):
        save_draft(library, "en", "gift", "x", None)


def test_a_new_file_never_replaces_one(collection: Collection) -> None:
    path = collection.root / "new" / "one.md"
    create_file(path, b"first")
    with pytest.raises(FileExistsError):
        create_file(path, b"second")
    assert path.read_bytes() == b"first"
    assert [file.name for file in path.parent.iterdir()] == ["one.md"]


def test_a_folder_that_cannot_be_made_is_one_line(collection: Collection) -> None:
    collection.write("file.md")
    with pytest.raises(SaveError, match="cannot be saved"):
        create_file(collection.root / "file.md" / "one.md", b"x")


def test_the_middle_of_the_time_counts_as_recent() -> None:
    [gap] = find_gaps([failed("gift")], NOON + timedelta(seconds=1), set(), no_model)
    assert gap.recent == 0
