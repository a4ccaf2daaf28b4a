"""What a request carries is kept in one object, which Site alone reads and sets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, g

from kb.core.roles import READER, Person, Role
from kb.core.settings import Settings
from kb.site.asking import OnlyReaders, Sender, asking
from kb.site.site import Site
from kb.usage.views import ViewCounter
from tests.conftest import Collection

ROOT = Path(__file__).parents[3]
FLOORS = ("kb", "search", "review")
ANN = Person(Role.EDITOR, "Ann", "ann@example.com", account=1)


class Office(OnlyReaders):
    """Ann asks, by way of a proxy; counts how often that is looked up."""

    def __init__(self) -> None:
        self.looked_up = 0

    def sender(self) -> Sender:
        self.looked_up += 1
        return Sender(ANN, is_named_by_proxy=True)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def shared(collection: Collection, office: Office) -> Iterator[Site]:
    """The site within a request for which Persian is asked."""
    collection.write("en/a.md", title="A")
    collection.write("fa/a.md", title="الف")
    site = Site(
        Settings(articles_dir=collection.root), collection.library(), ViewCounter(None), lambda *_: [], people=office
    )
    with Flask("asked").test_request_context(headers={"Accept-Language": "fa"}):
        yield site


def test_who_asks_is_looked_up_once_and_only_when_somebody_wants_to_know(shared: Site, office: Office) -> None:
    assert shared.person_so_far() == READER
    assert office.looked_up == 0
    assert (shared.person(), shared.is_named_by_proxy(), shared.person_so_far()) == (ANN, True, ANN)
    assert office.looked_up == 1


def test_whoever_is_let_work_is_looked_up_no_more(shared: Site, office: Office) -> None:
    machine = Person(Role.EDITOR, "Sam")
    shared.let_work(machine)
    assert (shared.person(), shared.is_named_by_proxy(), office.looked_up) == (machine, False, 0)


def test_the_language_of_the_address_is_that_of_the_page_until_it_is_left_open(shared: Site) -> None:
    shared.set_language("en")
    assert (shared.preferred_language(), shared.depends_on_browser()) == ("en", False)
    shared.leave_language_open()
    assert (shared.preferred_language(), shared.depends_on_browser()) == ("fa", True)


def test_a_request_knows_nothing_of_the_one_before(shared: Site) -> None:
    shared.let_work(ANN)
    shared.set_language("en")
    with Flask("next").test_request_context():
        assert (asking().sender, asking().language, asking().counts_browser) == (None, None, False)


def test_without_accounts_everybody_is_a_reader(collection: Collection) -> None:
    site = Site(Settings(articles_dir=collection.root), collection.library(), ViewCounter(None), lambda *_: [])
    with Flask("asked").test_request_context():
        assert (site.person(), site.people.have_accounts(), site.people.admins()) == (READER, False, [])


def test_all_that_is_kept_of_a_request_is_one_object(shared: Site) -> None:
    shared.person()
    shared.preferred_language()
    assert list(g) == ["asking"]


def names_taken_from(source: str, module: str) -> set[str]:
    """What a text of Python imports from ``module``; ``*`` where it takes the module whole, under whatever name."""
    taken = set()
    above, _, last = module.rpartition(".")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in (module, f"{module}.globals"):
            taken |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module == above and last in {alias.name for alias in node.names}:
            taken.add("*")
        if isinstance(node, ast.Import) and module in {alias.name for alias in node.names}:
            taken.add("*")
    return taken


@pytest.mark.parametrize(
    "source",
    ["from flask import g as h", "import flask as f\nf.g", "from flask.globals import g", "def f():\n    import flask"],
)
def test_it_is_seen_wherever_it_hides(source: str) -> None:
    assert names_taken_from(source, "flask") & {"g", "*"}


def test_nothing_else_touches_what_a_request_carries() -> None:
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in [ROOT / "app.py", *(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))]
    }
    touching = {name for name, source in sources.items() if names_taken_from(source, "flask") & {"g", "*"}}
    module = "kb.site.asking"
    reading = {name for name, source in sources.items() if names_taken_from(source, module) & {"asking", "*"}}
    assert (touching, reading) == ({"kb/site/asking.py"}, {"kb/site/site.py"})


def test_no_template_touches_it() -> None:
    templates = [path for floor in FLOORS for path in (ROOT / floor).rglob("templates/**/*.*")]
    assert len(templates) > 30
    assert [path.name for path in templates if re.search(r"{[{%][^}]*\bg[.\[]", path.read_text("utf-8"))] == []
