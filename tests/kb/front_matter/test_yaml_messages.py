"""Front matter that is not YAML is told in our words, with the mend."""

from __future__ import annotations

import pytest

from kb.front_matter.parse import FrontMatterError, split


@pytest.mark.parametrize(
    ("front_matter", "line", "told"),
    [
        ("owner: me\ntitle: Error F7: no water", 3, 'put the text into quotes: title: "Error F7: no water"'),
        ("title: @support", 2, "begins with @, which means something else in YAML; put the text into quotes"),
        ("title: `code`", 2, "put the text into quotes"),
        ("title: %s is wrong", 2, "put the text into quotes"),
        ("title: *bold*", 2, "put the text into quotes"),
        ("title: [New] Pay", 2, 'put the text into quotes: title: "[New] Pay"'),
        ("tags: [a, b\ntitle: x", 3, "is never closed"),
        ('title: "Say" hello', 2, "text stands after the closing quote"),
        ("title: 'it's here'", 2, 'put the text into quotes: title: "it\'s here"'),
        ('title: "never\nowner: x', 2, "is never closed"),
        ("\ttitle: x", 2, "begins with a tab; write spaces"),
        ('path: "C:\\users"', 2, "use single quotes"),
        ("title:x\nowner: y", 3, "no space after the colon"),
        ("only words\ntitle: x", 3, "no 'key: value'"),
        ("- title: a: b", 2, "put the text into quotes"),
    ],
)
def test_it_names_the_line_and_the_mend(front_matter: str, line: int, told: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        split(f"---\n{front_matter}\n---\nText.\n")
    assert (caught.value.line, caught.value.code) == (line, "front_matter")
    assert told in str(caught.value)
    assert "context" not in str(caught.value)
