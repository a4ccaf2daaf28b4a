"""An export of WordPress, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from tests.kb.exchange.conftest import Exchange

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Help</title><link>https://help.example</link><language>en-US</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>ann</wp:author_login><wp:author_display_name>Ann A.</wp:author_display_name></wp:author>
<wp:category><wp:category_nicename>orders</wp:category_nicename><wp:cat_name>Your orders</wp:cat_name></wp:category>
<wp:category><wp:category_nicename>returns</wp:category_nicename><wp:category_parent>orders</wp:category_parent><wp:cat_name>Returns</wp:cat_name></wp:category>
{items}</channel></rss>"""


def item(id_: int, title: str, body: str, more: str = "", status: str = "publish", kind: str = "post") -> str:
    return f"""<item><title>{title}</title><link>https://help.example/{title.lower()}/</link><dc:creator>ann</dc:creator>
<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{id_}</wp:post_id>
<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt><wp:post_modified_gmt>2021-02-03 00:00:00</wp:post_modified_gmt>
<wp:post_name>{title.lower()}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"""


def write(exchange: Exchange, *items: str) -> None:
    exchange.write("export.xml", RSS.format(items="".join(items)))


def attached(id_: int, address: str, whose: int = 0, more: str = "") -> str:
    """An item of the library of media; ``whose`` is the item that it was uploaded to."""
    return f"""<item><title>File {id_}</title><wp:post_id>{id_}</wp:post_id><wp:post_parent>{whose}</wp:post_parent><wp:status>inherit</wp:status>
<wp:post_type>attachment</wp:post_type><wp:attachment_url>{address}</wp:attachment_url>{more}</item>"""


def meta(key: str, value: str | int) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def page(id_: int, title: str, above: int = 0, order: int = 0, more: str = "", status: str = "publish") -> str:
    """A page below another."""
    place = f"<wp:post_parent>{above}</wp:post_parent><wp:menu_order>{order}</wp:menu_order>"
    return item(id_, title, "<p>x</p>", place + more, status, "page")
