"""A page for each product: what to read about it from unpacking to the warranty, and its picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.brand.picture_files import POLICY
from kb.catalog.addresses import product_url
from kb.catalog.article import Article, Phase
from kb.catalog.products import Product
from kb.catalog.readers import articles_about, product_for
from kb.graphics import qr
from kb.language.marking import N_
from kb.public.markdown_lists import ENDING, product_markdown
from kb.site.brand_pages import FOR_EVER
from kb.site.site import Site

PHASE_TITLES = {
    Phase.SET_UP: N_("Set up"),
    Phase.USE: N_("Everyday use"),
    Phase.CARE: N_("Clean and care"),
    Phase.FAULT: N_("When something is wrong"),
    Phase.WARRANTY: N_("Warranty and repairs"),
}
Section = tuple[str, list[Article]]


def sections_of(articles: Sequence[Article]) -> list[Section]:
    """Articles in reading order under the titles (to be translated) of the phases that they belong to; under an empty
    one where all belong to the same.
    """
    phases = [(phase, [a for a in articles if (a.phase or Phase.USE) is phase]) for phase in Phase]
    found = [(PHASE_TITLES[phase], inside) for phase, inside in phases if inside]
    return found if len(found) > 1 else [("", inside) for _, inside in found]


def product_names(site: Site) -> dict[str, Any]:
    """What every template may know of products."""
    return {
        "product_url": product_url,
        "product_picture": product_picture,
        "products_of": lambda article: shown_products(site, article),
    }


def product_picture(product: Product, theme: str) -> str:
    """The address of a product's picture for ``light`` or ``dark`` pages; empty where it has none."""
    picture = product.picture(theme)
    if picture is None:
        return ""
    return url_for("kb.product_picture", product=product.id, theme=theme, v=picture.version)


def shown_products(site: Site, article: Article) -> list[Product]:
    """The products that an article names, each of which has a page."""
    return site.catalog.products.of(article)


def show_product(site: Site, language: str, product: str) -> str | AnyResponse:
    """What there is about a product; with ``.qr.svg`` behind its id a code that leads here, with ``.md`` Markdown."""
    catalog, audiences = site.catalog, site.audiences()
    id_ = product.removesuffix(".qr.svg").removesuffix(ENDING)
    found = product_for(catalog, id_, language, audiences) or abort(404)
    if product.endswith(".qr.svg"):
        return _code(site, language, found)
    if product.endswith(ENDING):
        return product_markdown(site, language, found)
    articles = articles_about(catalog, found, language, audiences)
    return render_template(
        "public/product.html",
        product=found,
        sections=sections_of(articles),
        translations=[code for code in site.languages() if any(a.language == code for a in _all(site, found))],
        is_foreign=all(article.language != language for article in articles),
    )


def send_picture(site: Site, product: str, theme: str) -> Response:
    """The picture of a product, for light pages or for dark ones."""
    found = product_for(site.catalog, product, site.catalog.default_language, site.audiences()) or abort(404)
    picture = found.picture(theme) or abort(404)
    response = Response(picture.data, content_type=picture.content_type, headers={"Content-Security-Policy": POLICY})
    is_this = request.args.get("v") == picture.version
    response.headers["Cache-Control"] = FOR_EVER if is_this else "no-cache"
    return response


def _all(site: Site, product: Product) -> list[Article]:
    """The articles that name the product, in every language."""
    return [a for a in site.catalog.visible(None, site.audiences()) if product.id in a.products]


def _code(site: Site, language: str, product: Product) -> Response:
    """The QR code of the page's own address."""
    if not site.opens_elsewhere():
        abort(409)
    response = Response(_drawn(site.root() + product_url(language, product.id)), content_type="image/svg+xml")
    response.headers.update({"Cache-Control": "private, max-age=86400", "X-Robots-Tag": "noindex"})
    return response


_drawn = lru_cache(maxsize=64)(qr.svg)
