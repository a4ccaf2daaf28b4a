"""What a room adds to the site: pages, places of the staff, pieces of every page, how long it keeps what.

A room with pages has a module ``feature`` with a function of that name, which makes its ``Feature`` out of the parts of
the site that it needs, and, where ``kb check`` shall look at files of its own, ``CHECKS``: functions of the articles
folder, since a check runs without a site. ``app.py`` is a list of these modules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kb.core.clock import Clock
from kb.core.errors import Problem
from kb.core.roles import Action, Person

if TYPE_CHECKING:  # `kb check` asks features for their checks, and waits for nothing that only a site needs
    from flask import Blueprint, Flask
    from sqlalchemy import Engine

    from kb.site.site import Site
    from kb.storage.relocation import Follower
    from kb.storage.retention import RetentionRule
    from kb.web.measure import Caller, Measure

Check = Callable[[Path], list[Problem]]


class Slot(StrEnum):
    """Where pages take in pieces of features, in the order of the features."""

    STYLES = "styles"
    """Styles and scripts that the brand's own style comes after."""
    HEAD = "head"
    STAFF_ROW = "staff_row"
    """At the end of the staff's row, for whoever has one."""
    STAFF = "staff"
    """Below that row."""
    HEADER = "header"
    NOTICES = "notices"
    """Before what a page is about."""
    FOOT = "foot"
    """Among the links at the foot."""
    SCRIPTS = "scripts"
    STUCK = "stuck"
    """Where readers found no answer: below weak results, after "No", on a page that is not there."""
    ASKED_OF_READER = "asked_of_reader"
    """Below an article, before the question whether it helped, which is not asked beside another."""
    ARTICLE_WAYS = "article_ways"
    """Above an article, among the ways to its history and its form."""
    WRITING = "writing"
    """At the end of a page on which somebody writes to people: ``writing_form`` and ``writing_field`` are selectors."""
    WORK = "work"
    """On the page Work: what else waits for whoever looks at it."""
    SIGN_IN = "sign_in"
    """Below the form to sign in: other ways to do it."""
    ASKED_FOR = "asked_for"
    """Above the results of a search for ``query``: what answers it without being an article."""


class Worker(Protocol):
    """What runs beside the pages, from the start of the site to its end."""

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """Begin nothing more."""


class SiteParts(Protocol):
    """What every feature may be made of. Without a database there are neither accounts nor anything else to write."""

    @property
    def site(self) -> Site:
        """What pages share."""

    @property
    def database(self) -> Engine | None:
        """What readers and staff did."""

    @property
    def clock(self) -> Clock:
        """The time."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page to work on, for those who may do ``action``; ``is_own`` for one's own account, where there is one.

    ``is_used`` tells whether the site has it at all, as it is set up now.
    """

    name: str
    endpoint: str
    action: Action
    is_own: bool = False
    is_used: Callable[[], bool] = lambda: True

    def is_for(self, person: Person) -> bool:
        """Whether ``person`` finds it."""
        return person.may(self.action) and self.is_used() and (person.account is not None or not self.is_own)


@dataclass(frozen=True, slots=True)
class Feature:
    """What one room adds.

    ``paths`` are JSON addresses as OpenAPI describes them, ``slots`` the names of templates, ``set_up`` what is done to
    the application itself before its pages are added, ``workers`` what runs beside them, ``followers`` its rows that go
    with an article whose address changes, ``measures`` what operators may watch of it, ``callers`` programs outside
    that tell it things.
    """

    name: str
    blueprints: Sequence[Blueprint] = ()
    paths: Mapping[str, Any] = field(default_factory=dict)
    places: Sequence[Place] = ()
    slots: Mapping[Slot, str] = field(default_factory=dict)
    retention: Sequence[RetentionRule] = ()
    set_up: Callable[[Flask], None] | None = None
    workers: Sequence[Worker] = ()
    followers: Sequence[Follower] = ()
    measures: Sequence[Measure] = ()
    callers: Sequence[Caller] = ()


def set_up(app: Flask, site: Site, features: Sequence[Feature]) -> None:
    """Add ``features`` to ``app``.

    Raises:
        ValueError: a place of the staff is at an endpoint that no feature has.

    """
    from kb.site import staff_bar

    for feature in features:
        if feature.set_up is not None:
            feature.set_up(app)
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
    places = [place for feature in features for place in feature.places]
    for place in places:
        if place.endpoint not in app.view_functions:
            raise ValueError(f"the place {place.name} of the staff is at {place.endpoint}, which no feature has")
    staff_bar.set_up(app, site, places)
    app.jinja_env.globals["slots"] = {
        str(slot): [feature.slots[slot] for feature in features if slot in feature.slots] for slot in Slot
    }


def paths_of(features: Iterable[Feature]) -> dict[str, Any]:
    """Every JSON address of ``features``.

    Raises:
        ValueError: two describe the same.

    """
    found: dict[str, Any] = {}
    for feature in features:
        if twice := found.keys() & feature.paths.keys():
            raise ValueError(f"{feature.name} describes {min(twice)}, which another feature described before")
        found |= feature.paths
    return found
