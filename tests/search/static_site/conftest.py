"""A small help centre in two languages, and what an export makes of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from app import main
from tests.conftest import SAMPLES

BASE = "https://static.example/help"
OURS = {
    "en/account/hidden-rules.md": "---\naudience: internal\n---\n# Hidden rules\n\nXylophone only for staff.\n",
    "en/account/not-yet.md": "---\nstatus: draft\n---\n# Not yet\n\nZeppelin of a draft.\n",
    "en/account/moved.md": (
        "---\nold_paths: [before/it-moved, hc/en-us/articles/360001-Moved]\n---\n# Moved <here>\n\n"
        "See [the code](two-step-verification.md#turn-it-on), ![a key](images/key.png), [staff](hidden-rules.md).\n"
    ),
    "en/staff/_index.md": "---\naudience: internal\n---\n",
    "en/staff/plan.md": "# Plan\n\n![plan](images/plan.png)\n",
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000" + "1f15c4890000000d49444154789c6360000000000200"
    "01e221bc330000000049454e44ae426082"
)


class Exported(NamedTuple):
    """The articles, and the folders of two exports of them: with and without the address of the site."""

    articles: Path
    at_home: Path
    anywhere: Path


def export(articles: Path, target: Path, *more: str) -> Result:
    result = CliRunner().invoke(
        main, ["export", "site", str(target), "--articles", str(articles), *more], catch_exceptions=True
    )
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def write_articles(root: Path) -> None:
    """Two categories of the samples, and articles that readers may not see."""
    for folder in ("en/account", "ar/account", "en/_index.md", "brand", "pictures"):
        if (SAMPLES / folder).is_dir():
            shutil.copytree(SAMPLES / folder, root / folder)
    for name in ("site.yml", "products.yml"):
        if (SAMPLES / name).exists():
            shutil.copy(SAMPLES / name, root / name)
    for path, text in OURS.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    for path in ("en/account/images/key.png", "en/staff/images/plan.png"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(PNG)


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    root = tmp_path_factory.mktemp("static-site")
    made = Exported(root / "articles", root / "at-home", root / "any where")
    write_articles(made.articles)
    export(made.articles, made.at_home, "--base-url", f"{BASE}/")
    export(made.articles, made.anywhere)
    return made


@pytest.fixture(scope="session")
def export_again() -> Callable[..., Result]:
    """The command itself."""
    return export
