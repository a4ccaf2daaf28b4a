"""The addresses of the brand: style sheet, logo, icons, web app manifest, and the pictures shown beside links."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, request, url_for

from kb.brand.brand import Brand
from kb.brand.icons import MASKABLE_ROOM, SIZES, favicon_ico, icon_png, icon_svg, touch_icon
from kb.brand.link_card import HEIGHT, WIDTH, Card, CardStore
from kb.brand.palette import WHITE
from kb.brand.picture_files import POLICY
from kb.brand.style import style_of
from kb.brand.typeface import files_for
from kb.catalog.article import PUBLIC_ONLY, Article
from kb.language.interface import interface_language, translations
from kb.language.languages import direction, locale_of
from kb.site.site import Site
from kb.site.static_files import asset
from kb.web.routes import Routes

FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"


@dataclass(frozen=True, slots=True)
class LinkPicture:
    """What the head of a page says of its picture; the address is absolute where the site's own is set."""

    url: str
    text: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class BrandRoom:
    """What the addresses of the brand work with; ``cards`` keeps the pictures of links."""

    site: Site
    cards: CardStore


def set_up(app: Flask, site: Site, data_dir: Path) -> None:
    """Install the addresses and what templates need of them; pictures of links are kept in ``data_dir``."""
    pages = Blueprint("brand", __name__)
    routes = Routes(pages, BrandRoom(site, CardStore(data_dir / "link-pictures")))
    routes.get("/brand.css", "style", send_style)
    routes.get("/brand/<name>", "logo", send_logo)
    routes.get("/favicon.svg", "favicon", send_icon)
    routes.get("/favicon.ico", "favicon_for_the_old", send_icon_for_the_old)
    routes.get("/apple-touch-icon.png", "touch", send_touch_icon)
    routes.get("/brand/icon-<int:number>.png", "icon", send_icon_of_size)
    routes.get("/brand/maskable.png", "maskable", send_maskable_icon)
    routes.get("/site.webmanifest", "manifest", send_manifest)
    routes.get("/og/<language:language>.png", "card", send_card)
    routes.get("/og/<language:language>/<path:key>.png", "article_card", send_article_card)
    app.register_blueprint(pages)
    app.context_processor(partial(brand_names, site))


def brand_names(site: Site) -> dict[str, Any]:
    """What every page may say of the brand."""
    style, (_, icon) = _style(site.catalog.brand), _icon(site)
    return {
        "brand_style": url_for("brand.style", v=style[1]) if style[0] else "",
        "brand_icon": url_for("brand.favicon", v=icon),
        "brand_fonts": lambda language: _fonts(site.catalog.brand, language),
        "brand_touch_icon": url_for("brand.touch", v=icon),
        "logo_url": lambda name, picture: url_for("brand.logo", name=name, v=picture.version),
        "link_picture": lambda language: _link_picture(site, language),
        "locale_of": locale_of,
    }


def send_style(room: BrandRoom) -> Response:
    """The colours of the brand as a style sheet."""
    text, version = _style(room.site.catalog.brand)
    return _kept(Response(text, content_type="text/css; charset=utf-8"), version) if text else abort(404)


def send_logo(room: BrandRoom, name: str) -> Response:
    """The logo, for light pages or for dark ones."""
    logo = room.site.catalog.brand.logo
    picture = {"logo": logo.light, "logo-dark": logo.dark}.get(name) if logo else None
    if picture is None:
        abort(404)
    return _kept(_picture(picture.data, picture.content_type), picture.version)


def send_icon(room: BrandRoom) -> Response:
    """The icon, as browsers of today want it."""
    svg, version = _icon(room.site)
    return _kept(_picture(svg.encode(), "image/svg+xml"), version)


def send_icon_for_the_old(room: BrandRoom) -> Response:
    """The icon for browsers that ask for nothing else."""
    svg, version = _icon(room.site)
    return _kept(_picture(favicon_ico(svg), "image/x-icon"), version, A_DAY)


def send_touch_icon(room: BrandRoom) -> Response:
    """The icon for home screens of iOS."""
    svg, version = _icon(room.site)
    return _kept(_picture(touch_icon(svg)), version, A_DAY)


def send_icon_of_size(room: BrandRoom, number: int) -> Response:
    """The icon for apps, in one of the sizes that the manifest names."""
    svg, version = _icon(room.site)
    return _kept(_picture(icon_png(svg, number)), version) if number in SIZES else abort(404)


def send_maskable_icon(room: BrandRoom) -> Response:
    """The icon of which a phone may cut off the edges."""
    svg, version = _icon(room.site)
    return _kept(_picture(icon_png(svg, SIZES[-1], MASKABLE_ROOM, WHITE)), version)


def send_manifest(room: BrandRoom) -> Response:
    """What a phone that keeps the site among its apps is told."""
    text = json.dumps(_manifest(room.site, room.site.preferred_language()), ensure_ascii=False)
    response = Response(text, content_type="application/manifest+json; charset=utf-8")
    response.vary.add("Accept-Language")
    return response


def _answer(room: BrandRoom, card: Card) -> Response:
    response = _kept(_picture(room.cards.picture(card)), card.fingerprint, A_DAY)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # chats show it on pages of their own
    return response


def send_card(room: BrandRoom, language: str) -> Response:
    """The picture beside a link to the site."""
    return _answer(room, _card(room.site, language))


def send_article_card(room: BrandRoom, language: str, key: str) -> Response:
    """Only what the public may see, whoever asks: these pictures are copied and kept elsewhere."""
    article = room.site.catalog.get(language, key, PUBLIC_ONLY)
    return _answer(room, _card(room.site, language, article)) if article else abort(404)


def _link_picture(site: Site, language: str) -> LinkPicture:
    """The picture of the page that is asked for: a public article's own, else the site's."""
    values = request.view_args or {}
    is_article = request.endpoint == "kb.article"
    article = site.catalog.get(language, str(values.get("key")), PUBLIC_ONLY) if is_article else None
    card = _card(site, language, article)
    if article:
        path = url_for("brand.article_card", language=language, key=article.key, v=card.fingerprint)
    else:
        path = url_for("brand.card", language=language, v=card.fingerprint)
    return LinkPicture(site.settings.base_url + path, f"{card.name}: {card.title}")


def _card(site: Site, language: str, article: Article | None = None) -> Card:
    brand, face = site.catalog.brand, site.face(language)
    greeting = face.greeting or translations(interface_language(language)).gettext("How can we help?")
    return Card(language, face.site_name, article.title if article else greeting, brand.colour, _icon(site)[0])


def _manifest(site: Site, language: str) -> dict[str, Any]:
    """What a phone that keeps the site among its apps is told (W3C, *Web Application Manifest*)."""
    brand, (_, version) = site.catalog.brand, _icon(site)
    icons = {url_for("brand.icon", number=size, v=version): (size, "any") for size in SIZES}
    icons[url_for("brand.maskable", v=version)] = (SIZES[-1], "maskable")
    return {
        "id": "/",
        "name": site.face(language).site_name,
        "lang": language,
        "dir": direction(language),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": brand.look.light.ground,
        "theme_color": brand.colour,
        "icons": [
            {"src": url, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for url, (size, purpose) in icons.items()
        ],
    }


def _icon(site: Site) -> tuple[str, str]:
    """The icon as SVG, and its version; one for all languages, so that the site looks the same in every tab."""
    return _icon_of(site.catalog.brand, site.face(site.catalog.default_language).site_name)


@lru_cache(maxsize=4)
def _icon_of(brand: Brand, name: str) -> tuple[str, str]:
    svg = icon_svg(brand, name)
    return svg, _version(svg)


@lru_cache(maxsize=4)
def _style(brand: Brand) -> tuple[str, str]:
    text = style_of(brand, _font_url)
    return text, _version(text)


def _font_url(name: str) -> str:
    """The address of a font, from that of the style sheet: below whatever path the site is."""
    return asset(name).lstrip("/")


def _fonts(brand: Brand, language: str) -> list[str]:
    """The addresses of the fonts that a page in ``language`` begins with."""
    return [asset(file.name) for file in files_for(language)] if brand.typeface else []


def _version(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _picture(data: bytes, content_type: str = "image/png") -> Response:
    return Response(data, content_type=content_type, headers={"Content-Security-Policy": POLICY})


def _kept(response: Response, version: str, otherwise: str = "no-cache") -> Response:
    """An answer that may be kept for ever where its address names the ``version`` that is served."""
    response.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == version else otherwise
    return response
