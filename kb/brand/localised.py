"""What one page says about the site it belongs to: the brand's file and the settings, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb.brand.brand import Brand, Logo
from kb.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Face:
    """Empty texts and no links where nothing is set.

    ``footer`` holds pairs of label and address.
    """

    site_name: str
    contact_url: str
    greeting: str
    tagline: str
    logo: Logo | None
    footer: tuple[tuple[str, str], ...]


def settings_in(settings: Settings, brand: Brand, language: str) -> Settings:
    """The settings as a text in ``language`` shows them: the name and the contact address may be the file's."""
    face = face_of(settings, brand, language)
    return replace(settings, site_name=face.site_name, contact_url=face.contact_url)


def face_of(settings: Settings, brand: Brand, language: str) -> Face:
    """The face in ``language``; a setting that somebody has set wins over the file."""
    is_set = settings.site_name != Settings.site_name
    own_page = f"/{language}/contact" if brand.contact_page else ""
    return Face(
        site_name=settings.site_name if is_set or not brand.name else brand.name.any(language),
        contact_url=settings.contact_url or own_page or brand.contact.any(language),
        greeting=brand.greeting.own(language),
        tagline=brand.tagline.own(language),
        logo=brand.logo,
        footer=tuple((link.label.any(language), link.url.any(language)) for link in brand.footer),
    )
