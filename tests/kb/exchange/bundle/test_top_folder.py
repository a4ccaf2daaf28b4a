"""The folder that packing puts around everything is no part of an export; one that says something is."""

from __future__ import annotations

import pytest

from kb.exchange.bundle.top_folder import is_trace, top_folder


@pytest.mark.parametrize(
    ("names", "top"),
    [
        (["help-main/README.md", "help-main/docs/a.md"], "help-main/"),
        (["help-1.2.3/a.md"], "help-1.2.3/"),
        (["Help centre/a.html", "Help centre/b/c.html"], "Help centre/"),
        (["saved/help.example/a.html"], "saved/"),
        (["a/x.md", "b/x.md"], ""),
        (["a/x.md", "y.md"], ""),
        (["y.md"], ""),
        ([], ""),
        (["en/a.md"], ""),
        (["pt_BR/a.md"], ""),
        (["en-us/a.html"], ""),
        (["help.example/a.html"], ""),
        (["www.help.example.org+8080/a/index.htm", "www.help.example.org+8080/b.png"], ""),
        (["docs.io/a.md"], "docs.io/"),
        (["_posts/2020-01-02-a.md"], ""),
        ([".gitbook/assets/a.png"], ""),
    ],
)
def test_which_folder_is_around_everything(names: list[str], top: str) -> None:
    assert top_folder(names) == top


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("__MACOSX/a/._b.md", True),
        ("a/.DS_Store", True),
        ("Thumbs.db", True),
        ("a/b.md", False),
        ("a/.gitbook.yaml", False),
    ],
)
def test_traces_of_machines_are_no_files_of_an_export(name: str, is_one: bool) -> None:
    assert is_trace(name) is is_one
