"""Problems of a kind are told together."""

from __future__ import annotations

from kb.editing.problem_groups import FEW, grouped
from tests.conftest import Collection
from tests.kb.editing.conftest import found


class TestGroups:
    def test_many_of_a_kind_are_one_line_with_the_first_places(self, collection: Collection) -> None:
        for number in range(FEW + 3):
            collection.write(f"a{number}.md", "No title.")
        collection.write("z.md", "[x](gone.md)", title="Z")
        lines = list(grouped(found(collection)))
        assert lines[0] == "z.md:4: error: the link 'gone.md' leads nowhere"
        assert lines[1].startswith(f"warning: {FEW + 3} articles have neither 'title:'")
        assert lines[2].startswith("  a0.md:1: warning: no title")
        assert lines[-1] == "  … and 5 more (--all lists them)"

    def test_a_few_are_listed_each(self, collection: Collection) -> None:
        for number in range(FEW):
            collection.write(f"a{number}.md", "No title.")
        assert list(grouped(found(collection))) == [str(problem) for problem in found(collection)]
