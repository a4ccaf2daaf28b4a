"""The row at the top of every page that whoever works here sees: the places of the staff, and which one this is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from kb.core.roles import Action, Person
from kb.site.site import Site

_PLACES = "staff_places"


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
class ShownPlace:
    """A place as the row shows it; ``current`` is the value of ``aria-current``, empty elsewhere."""

    name: str
    url: str
    current: str
    is_own: bool


def set_up(app: Flask, site: Site, places: Sequence[Place]) -> None:
    """Give templates ``staff_places``: none for readers, so that a page for the public has nothing of it."""
    app.extensions[_PLACES] = tuple(places)
    app.context_processor(lambda: {"staff_places": lambda: list(_links(site.person()))})


def known_places() -> tuple[Place, ...]:
    """The places of the site that is asked."""
    places: tuple[Place, ...] = current_app.extensions[_PLACES]
    return places


def _links(person: Person) -> Iterator[ShownPlace]:
    links = {url_for(place.endpoint): place for place in known_places() if place.is_for(person)}
    for url, place in links.items():
        below = "true" if request.path not in links and request.path.startswith(f"{url}/") else ""
        yield ShownPlace(place.name, url, "page" if request.path == url else below, place.is_own)
