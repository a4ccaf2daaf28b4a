"""The way to a person where readers are stuck: below weak results, after "No", on a 404, and where they ask for one."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint

from kb.contact.person_words import asks_for_person
from kb.contact.shown import ShownContact, local_time, open_line, shown_contact
from kb.contact.wording import Speaker
from kb.core.clock import Clock
from kb.language.interface import interface_language
from kb.site.site import Site


def add_to(pages: Blueprint, site: Site, clock: Clock) -> None:
    """Give every template what the offers show; nothing is looked up before one is."""
    names: dict[str, Any] = {
        "asks_for_person": asks_for_person,
        "person_line": partial(person_line, site, clock),
        "ways_to_a_person": partial(ways_to_a_person, site, clock),
    }
    pages.app_context_processor(lambda: names)


def person_line(site: Site, clock: Clock) -> str:
    """Whether somebody can be spoken to now, or when; nothing where the site does not say."""
    brand = site.catalog.brand
    if brand.contact_page is None:
        return ""
    return open_line(brand.contact_page, speaker_of(site, site.preferred_language()), local_time(brand, clock()))


def ways_to_a_person(site: Site, clock: Clock) -> ShownContact | None:
    """All that the contact page has, where there is one."""
    brand, language = site.catalog.brand, site.preferred_language()
    if brand.contact_page is None:
        return None
    return shown_contact(brand.contact_page, language, speaker_of(site, language), local_time(brand, clock()))


def speaker_of(site: Site, language: str) -> Speaker:
    """Who says it on a page in ``language``."""
    return Speaker(site.writing, interface_language(language))
