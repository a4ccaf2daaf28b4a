"""The comparison of our Markdown with others': it tells what differs and nothing that only looks different."""

from __future__ import annotations

import pytest

from bench.reading import KINDS, read
from tests.conftest import Collection

pytest.importorskip("cmarkgfm", reason="comes with the extra test")
pytest.importorskip("markdown_it", reason="comes with the extra test")
from bench.markdown import compare, report

ALL = {*KINDS, "lost"}

SAME = """\
Text with *emphasis*, `code`, ~~a slip~~ and [a link](https://example.com/?a=b&c=d).

![A picture](gone.png)

> [!NOTE]
> A note.

1. One
   - below
2. Two

- [ ] open
- [x] done

| a | b |
|---|---|
| 1 | 2 |

```sh
ls
```

Said before.[^1]

[^1]: By somebody.
"""


def differing(collection: Collection, body: str) -> dict[str, str]:
    """The kinds in which an article differs from both, with what the others have."""
    collection.write("en/a.md", body, title="A")
    return {one.kind: one.theirs for one in compare(collection.library().catalog, ALL)[1]}


def test_a_page_is_taken_apart() -> None:
    page = read('<p>A <b>b</b><a href="/x">c</a></p><ol><li>d<ul><li>e</li></ul></li></ol><pre><code>f\n</code></pre>')
    assert page.words == ("A", "bc", "d", "e", "f")
    assert page.lists == ("ol d", "ol>ul e")
    assert page.code == ("pre f",)
    assert page.links == ("a /x",)
    assert read("<table><tr><th>a</th><td>b</td></tr></table>").tables == ("a | b",)


def test_what_only_looks_different_is_none(collection: Collection) -> None:
    assert differing(collection, SAME) == {}


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ('=== "Linux"\n\n    Words here.', {"words", "code", "lost"}),
        ("Term\n: Meaning", {"words", "lost"}),
        ("!!! tip\n    Words here.", {"words", "lost"}),
    ],
)
def test_what_others_do_not_know_differs(collection: Collection, body: str, kinds: set[str]) -> None:
    assert set(differing(collection, body)) == kinds


def test_the_report_counts_and_shows_the_first_difference(collection: Collection) -> None:
    collection.write("en/a.md", "!!! tip\n    Words.", title="A")
    text = report(collection.root, *compare(collection.library().catalog, ALL), 0)
    assert "1 articles, 1 differ" in text
    assert "en/a.md" in text
    assert "theirs !!! tip Words." in text
