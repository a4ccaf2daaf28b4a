"""The row at the top of every page that whoever works here sees: the places of the staff, and which one this is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from kb.core.roles import Person
from kb.site.feature import Place
from kb.site.site import Site

_PLACES = "staff_places"


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
