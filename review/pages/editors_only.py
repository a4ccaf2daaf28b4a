"""Who may review: editors (``kb.sign_in.access``), and how their pages speak to them."""

from __future__ import annotations

import os
from functools import partial

from flask import Blueprint

from kb.accounts.email_address import fold_email
from kb.core.roles import Action
from kb.language.interface import interface_language, translations
from kb.sign_in import access
from kb.site.site import Site
from review.decisions.decision import Reviewer
from review.service import Review
from review.wording import Wording


def protect(blueprint: Blueprint, site: Site, review: Review) -> None:
    """Let only editors reach the addresses of ``blueprint``; its pages are in the language the browser asks for."""
    access.protect(blueprint, site, Action.REVIEW)
    blueprint.context_processor(partial(editors_names, site, review))


def editors_names(site: Site, review: Review) -> dict[str, object]:
    """What the templates of the review may know of who reviews."""
    return {
        "person": current_person(site),
        "team_names": review.team_names(),
        "wording": page_wording(site),
        "is_read_only": not os.access(site.settings.articles_dir, os.W_OK),
        "is_signed_in": site.person().account is not None,
    }


def page_wording(site: Site) -> Wording:
    """The words of this request's page."""
    interface = interface_language(site.preferred_language())
    return Wording(translations(interface), partial(site.writing.number, interface=interface))


def current_person(site: Site) -> Reviewer | None:
    """Who reviews: the account, else whoever introduced themselves in this browser; None before that."""
    found = site.person_so_far()
    return Reviewer(found.name, found.email) if found.name else None


def names_of(site: Site) -> frozenset[str]:
    """By what articles know who asks as responsible: name, address and teams, folded as addresses."""
    found = site.person_so_far()
    return frozenset(map(fold_email, filter(None, (found.name, found.email, *found.teams))))


def introduce(name: str, email: str) -> Reviewer:
    """Remember who reviews in this browser.

    Raises:
        ValueError: there is no name, or what is given is no address.

    """
    known = access.introduce(name, email)
    return Reviewer(known.name, known.email)
