"""A feature adds itself: its pages, its places, its pieces of the frame; the frame names none."""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from flask import Blueprint, Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import Connection

import app
from kb.core.roles import Action, Person, Role
from kb.core.settings import Settings
from kb.importing import import_rows
from kb.site import feature as joining
from kb.site.asking import OnlyReaders, Sender
from kb.site.feature import Feature, Place, Slot, paths_of
from kb.site.site import Site
from kb.storage.retention import RetentionRule
from kb.usage.views import ViewCounter
from kb.webhooks.webhook_rows import KEPT_DAYS
from tests.conftest import Collection

FRAME = Path(joining.__file__).parent / "templates"
OF_THE_FRAME = {"brand", "kb"}
"""The look of the site, and the home page, to which its name leads."""


class Editors(OnlyReaders):
    """Whoever asks is an editor."""

    def sender(self) -> Sender:
        return Sender(Person(Role.EDITOR, "Ann", account=1))


@pytest.fixture
def shared(collection: Collection) -> Site:
    views = ViewCounter(None)
    return Site(Settings(articles_dir=collection.root), collection.library(), views, lambda *_: [], people=Editors())


@pytest.fixture
def empty() -> Flask:
    made = Flask("empty")
    made.jinja_env.loader = DictLoader(
        {
            "page": "{% for part in slots.foot %}[{% include part %}]{% endfor %}"
            "{% for place in staff_places() %} {{ place.name }}{% endfor %}",
            "one": "one",
            "two": "two",
        }
    )
    return made


def note(_: Connection, __: date) -> None:
    """A rule that deletes nothing."""


def with_page(name: str) -> Blueprint:
    pages = Blueprint(name, __name__)
    pages.add_url_rule(f"/{name}", "show", lambda: name)
    return pages


def test_pages_places_and_pieces_come_in_the_order_of_the_features(empty: Flask, shared: Site) -> None:
    places = [Place(name.title(), f"{name}.show", Action.ANSWER) for name in ("desk", "links")]
    joining.set_up(
        empty,
        shared,
        [
            Feature("desk", (with_page("desk"),), places=places[:1], slots={Slot.FOOT: "two"}),
            Feature("nothing"),
            Feature("links", (with_page("links"),), places=places[1:], slots={Slot.FOOT: "one"}),
        ],
    )
    assert empty.test_client().get("/desk").text == "desk"
    with empty.test_request_context("/"):
        assert render_template("page") == "[two][one] Desk Links"


def test_what_a_feature_does_to_the_application_comes_before_its_pages(empty: Flask, shared: Site) -> None:
    done: list[set[str]] = []
    first = Feature("a", (with_page("a"),), set_up=lambda made: done.append({*made.blueprints}))
    joining.set_up(empty, shared, [first])
    assert done == [set()]
    assert set(empty.blueprints) == {"a"}


def test_a_place_without_a_page_is_refused(empty: Flask, shared: Site) -> None:
    lost = Feature("desk", places=(Place("Desk", "desk.show", Action.ANSWER),))
    with pytest.raises(ValueError, match=r"the place Desk of the staff is at desk\.show, which no feature has"):
        joining.set_up(empty, shared, [lost])


def test_an_address_that_two_features_describe_is_refused() -> None:
    assert paths_of([Feature("a", paths={"/a": 1}), Feature("b", paths={"/b": 2})]) == {"/a": 1, "/b": 2}
    with pytest.raises(ValueError, match="b describes /a, which another feature described before"):
        paths_of([Feature("a", paths={"/a": {}}), Feature("b", paths={"/a": {}})])


# The features of the site


@pytest.fixture
def features(site: Flask) -> list[Feature]:
    """All of them, made anew over the parts of a site."""
    parts = site.extensions["kb"]
    return [import_module(name).feature(parts) for name in app.FEATURES]


def test_each_has_a_name_of_its_own_and_pages_that_are_there(site: Flask, features: list[Feature]) -> None:
    assert len({feature.name for feature in features}) == len(app.FEATURES)
    assert {pages.name for feature in features for pages in feature.blueprints} <= set(site.blueprints)


def test_each_piece_of_the_frame_is_a_template_of_the_feature(site: Flask, features: list[Feature]) -> None:
    pieces = [name for feature in features for name in feature.slots.values()]
    assert len(pieces) == len(set(pieces)) > 5
    assert all(site.jinja_env.get_template(name) for name in pieces)
    assert site.jinja_env.globals["slots"].keys() == {str(slot) for slot in Slot}


def test_what_is_kept_of_people_has_rules_by_the_settings(site: Flask, features: list[Feature]) -> None:
    rules = [rule for feature in features for rule in feature.retention]
    settings = site.extensions["kb"].settings
    kept = {rule.what: rule.days for rule in rules}
    assert kept == {
        "searches": settings.retention_days,
        "questions that were answered": settings.retention_days,
        "counts of answers by a model": settings.retention_days,
        "drafts of articles": settings.retention_days,
        "planned changes": settings.retention_days,
        "proposals that are over": settings.retention_days,
        "votes": settings.retention_days,
        "marks of voters": 0,
        "notices that are over": settings.retention_days,
        "messages of customers": settings.contact_days,
        "notes of the desk": settings.retention_days,
        "visits of contact forms": settings.retention_days,
        "entries of the audit log": settings.audit_days,
        "sessions": 0,
        "known browsers": 0,
        "links that work once": 0,
        "tries to sign in": 1,
        "what was done about comments": 0,
        "sign-ins half done": 0,
        "used challenges": 0,
        "monthly reports sent": settings.retention_days,
        "links that ask": settings.retention_days,
        "deliveries of webhooks": KEPT_DAYS,
        "imports": import_rows.KEPT_DAYS,
        "gaps told": settings.retention_days,
        "weekly summaries sent": settings.retention_days,
        "answers to requests with a key": 1,
    }
    of_all = {"counts of all processes", "names of what was written"}  # no feature's, since each has some
    assert {rule.what for rule in site.extensions["kb"].retention.rules} == kept.keys() | of_all
    assert all(isinstance(rule, RetentionRule) for rule in rules)


def test_what_was_told_once_is_known_long_enough_not_to_be_told_again(collection: Collection, tmp_path: Path) -> None:
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", retention_days=1)
    made = app.create_app(settings, models=[], start=False)
    kept = {rule.what: rule.days for rule in made.extensions["kb"].retention.rules}
    made.extensions["kb"].close()
    assert (kept["gaps told"], kept["weekly summaries sent"], kept["searches"]) == (8, 8, 1)


def test_without_a_database_addresses_are_described_and_nothing_else_is_there(
    collection: Collection, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(
        articles_dir=collection.root, data_dir=tmp_path / "data", database_url=f"sqlite:///{tmp_path / 'file' / 'kb'}"
    )
    made = app.create_app(settings, models=[], start=False)
    try:
        client = made.test_client()
        assert client.get("/en/").status_code == 200
        assert client.get("/desk").status_code == client.get("/login").status_code == 404
        assert "/api/v1/suggest" in client.get("/api/v1/openapi.json").get_json()["paths"]
        rules = made.extensions["kb"].retention.rules
        assert [rule.what for rule in rules] == [
            "counts of all processes",
            "names of what was written",
            "searches",
            "questions that were answered",
            "counts of answers by a model",
            "weekly summaries sent",
        ]
    finally:
        made.extensions["kb"].close()


def test_the_frame_names_no_feature() -> None:
    for name in ("base.html", "staff_bar.html"):
        text = next(FRAME.rglob(name)).read_text("utf-8")
        assert set(re.findall(r"url_for\('(\w+)\.", text)) <= OF_THE_FRAME
        assert re.findall(r"asset\('[^']*', '(\w+)'\)", text) == []
        assert all(part.startswith("site/") for part in re.findall(r'{% (?:include|from|import) "([^"]+)"', text))


def test_the_joining_module_names_features_in_one_place_only() -> None:
    text = Path(app.__file__).read_text("utf-8")
    rooms = {name.removesuffix(".feature").replace(".", "/") for name in app.FEATURES} - {"search", "kb/public"}
    elsewhere = text.split("FEATURES = (")[1].split(")", 1)[1]
    named = {room for room in rooms if re.search(rf"{room.replace('/', '.')}[. ]", elsewhere)}
    of_parts = {"kb/sign_in", "search/service", "search/answers", "kb/webhooks", "kb/pulling", "kb/callers", "kb/api"}
    # who asks, what opens the search, who writes answers, whom all rooms tell, where articles come from, who was heard,
    # what is made of all descriptions
    assert named <= of_parts | {"search/insights", "search/mcp", "search/helpdesks"}  # commands
    lists = len(app.FEATURES) + len(app.COMMANDS)
    assert len(text.splitlines()) - lists <= 297  # what only one command needs is imported where it is


def test_checks_of_features_are_found_without_a_site(tmp_path: Path) -> None:
    (tmp_path / "review.yml").write_text("nonsense: [", "utf-8")
    assert [problem.path for problem in app.check_files(tmp_path)] == ["review.yml"]
