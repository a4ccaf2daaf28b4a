"""Templates that a team keeps: which are offered, what they become, and what `kb check` says of bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.errors import Problem
from kb.new_articles.article_templates import MAX_TEMPLATE_BYTES, begin_with, read_templates, template_problems
from tests.conftest import SAMPLES, Collection


def test_templates_come_in_the_order_of_their_files_and_in_the_default_language_where_there_are_none(
    collection: Collection,
) -> None:
    collection.write("_templates/en/20-faq.md", "## Answer", title="Question", description="Short")
    collection.write("_templates/en/10-how-to.md", "## Steps")
    collection.write("_templates/fa/10-how-to.md", "## گام‌ها", title="راهنما")
    collection.write("en/a.md", title="A")
    found = read_templates(collection.root, "en-GB", "en")
    assert [(one.name, one.title, one.description) for one in found] == [
        ("10-how-to", "10 how to", ""),
        ("20-faq", "Question", "Short"),
    ]
    assert [one.title for one in read_templates(collection.root, "fa", "en")] == ["راهنما"]
    assert [one.name for one in read_templates(collection.root, "ru", "en")] == ["10-how-to", "20-faq"]
    assert read_templates(collection.root / "none", "en", "en") == []
    catalog = collection.library().catalog
    assert [article.path for article in catalog.articles.values()] == ["en/a.md"]
    assert (catalog.problems, template_problems(collection.root)) == ((), [])


def test_a_new_article_has_every_byte_of_its_template_but_title_description_and_status(tmp_path: Path) -> None:
    content = b"---\r\ntitle: How-to\r\ndescription: d\r\nreview_in: 6 months  # as agreed\r\n---\r\n## Steps\r\n"
    (tmp_path / "_templates/en").mkdir(parents=True)
    (tmp_path / "_templates/en/a.md").write_bytes(content)
    [template] = read_templates(tmp_path, "en", "en")
    made = begin_with(template, "Lift: the lid", {})
    head = b'---\r\ntitle: "Lift: the lid"\r\nstatus: draft\r\nreview_in: 6 months  # as agreed\r\n---\r\n## Steps\r\n'
    assert made == head
    assert begin_with(None, "Cup", {"category": "A b"}) == b"---\ntitle: Cup\ncategory: A b\nstatus: draft\n---\n"


BAD: list[tuple[str, bytes, str]] = [
    ("en/a.md", b"---\ntitle: 'x\n---\ntext", "cannot be used"),
    ("en/a.md", b"---\ntitle: x\n---\n\n", "it has no text"),
    ("en/a.md", b"caf\xe9", "not UTF-8"),
    ("en/a.md", b"x" * (MAX_TEMPLATE_BYTES + 1), "larger than 64 KB"),
    ("en/a.md", b"---\nreview_in: now and then\n---\nText", "review_in"),
    ("en/a.md", b"---\nold_paths: [x]\n---\nText", "is of one article"),
    ("words/a.md", b"Text", "is no language"),
    ("a.md", b"Text", "belongs into the folder of its language"),
]


@pytest.mark.parametrize(("path", "content", "said"), BAD)
def test_a_bad_template_is_named_by_the_check(collection: Collection, path: str, content: bytes, said: str) -> None:
    collection.write(f"_templates/{path}", content)
    [problem] = template_problems(collection.root)
    assert said in problem.message
    assert problem.path.startswith("_templates/")


def test_no_link_leads_out_of_the_templates(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (collection.root / "_templates/en").mkdir(parents=True)
    (collection.root / "_templates/en/a.md").symlink_to(tmp_path / "secret.md")
    (collection.root / "_templates/fa").symlink_to(tmp_path)
    assert read_templates(collection.root, "en", "fa") == []
    assert [problem.severity for problem in template_problems(collection.root)] == ["error", "error"]


def test_the_samples_have_four_templates_in_four_languages() -> None:
    assert template_problems(SAMPLES) == list[Problem]()
    found = {code: [one.name for one in read_templates(SAMPLES, code, "none")] for code in ("ar", "en", "fa", "ru")}
    assert {tuple(names) for names in found.values()} == {("10-how-to", "20-fault", "30-faq", "40-policy")}
    assert all(one.description for code in found for one in read_templates(SAMPLES, code, "en"))
