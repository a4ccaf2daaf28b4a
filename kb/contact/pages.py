"""``/<language>/contact``: how people reach a person, and when."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from kb.brand.contact import ContactDetails
from kb.contact import offers
from kb.contact.shown import local_time, shown_contact
from kb.contact.wording import Speaker
from kb.core.clock import Clock
from kb.language.interface import interface_language
from kb.site.site import Site
from kb.web.routes import Routes


@dataclass(frozen=True)
class ContactRoom:
    """What the contact page works with."""

    site: Site
    clock: Clock


def create_blueprint(site: Site, clock: Clock) -> Blueprint:
    """The address of the page, below each language."""
    pages = Blueprint("contact", __name__, template_folder="templates")
    offers.add_to(pages, site, clock)
    routes = Routes(pages, ContactRoom(site, clock))
    routes.get("/<language:language>/contact", "page", show_contact)
    return pages


def show_contact(room: ContactRoom, language: str) -> str:
    """The page, where ``site.yml`` describes one."""
    brand = room.site.catalog.brand
    speaker = Speaker(room.site.writing, interface_language(language))
    now = room.clock().replace(second=0, microsecond=0)  # the same page for a whole minute
    shown = shown_contact(details_of(room.site), language, speaker, local_time(brand, now))
    return render_template("contact/contact.html", contact=shown)


def details_of(site: Site) -> ContactDetails:
    """What ``site.yml`` says; without it there is no such page."""
    return site.catalog.brand.contact_page or abort(404)
