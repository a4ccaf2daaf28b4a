"""An XML export of a space of Confluence, made by hand in the form that its documentation and its exports have."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from collections.abc import Mapping

from tests.kb.exchange.conftest import PNG, Exchange

SPACE = """<object class="Space" package="com.atlassian.confluence.spaces">
<id name="id">98305</id>
<property name="name"><![CDATA[Shop help]]></property><property name="key"><![CDATA[HELP]]></property>
<property name="homePage" class="Page" package="com.atlassian.confluence.pages"><id name="id">100</id>
</property>
<property name="spaceType">global</property>
</object>
<object class="SpacePermission" package="com.atlassian.confluence.security">
<id name="id">7</id>
<property name="space" class="Space" package="com.atlassian.confluence.spaces"><id name="id">98305</id>
</property>
<property name="type"><![CDATA[VIEWSPACE]]></property><property name="group"/><property name="userSubject"/><property name="allUsersSubject"/>
</object>
<object class="ConfluenceUserImpl" package="com.atlassian.confluence.user">
<id name="key"><![CDATA[5adea181]]></id>
<property name="name"><![CDATA[ann@example.com]]></property><property name="lowerName"><![CDATA[ann@example.com]]></property>
</object>
<object class="InternalUser" package="com.atlassian.crowd.model.user">
<id name="id">5</id>
<property name="name"><![CDATA[ann@example.com]]></property><property name="displayName"><![CDATA[Ann A.]]></property>
</object>
"""


def reference(name: str, kind: str, id_: object) -> str:
    return f'<property name="{name}" class="{kind}" package="com.atlassian.confluence.pages"><id name="id">{id_}</id>\n</property>\n'


def plain(name: str, value: object) -> str:
    return f'<property name="{name}"><![CDATA[{value}]]></property>'


def thing(kind: str, id_: object, *parts: str) -> str:
    return f'<object class="{kind}" package="com.atlassian.confluence.pages">\n<id name="id">{id_}</id>\n{"".join(parts)}</object>\n'


def page(
    id_: int,
    title: str,
    body: str | None = "<p>x</p>",
    parent: int = 0,
    status: str = "current",
    more: str = "",
    **values: object,
) -> str:
    """A page and its text, whose CDATA ends as the export writes it."""
    above = reference("parent", "Page", parent) if parent else ""
    found = thing(
        *(
            "Page",
            id_,
            plain("title", title),
            above,
            plain("contentStatus", status),
            reference("space", "Space", 98305),
        ),
        '<property name="creationDate">2019-01-02 10:20:30.123</property>',
        '<property name="lastModificationDate">2020-05-06 07:08:09.000</property><property name="originalVersionId"/>',
        '<property name="creator" class="ConfluenceUserImpl" package="com.atlassian.confluence.user"><id name="key"><![CDATA[5adea181]]></id>\n</property>\n',
        *(f'<property name="{name}">{value}</property>' for name, value in values.items()),
        more,
    )
    return found + (text(id_, body) if body is not None else "")


def text(id_: int, body: str, kind: int = 2) -> str:
    written = body.replace("]]>", "]] >")
    return thing(
        "BodyContent",
        f"9{id_}",
        plain("body", written),
        reference("content", "Page", id_),
        f'<property name="bodyType">{kind}</property>',
    )


def attachment(id_: int, page_id: int, name: str, version: int = 1, more: str = "") -> str:
    return thing(
        "Attachment",
        id_,
        plain("title", name),
        f'<property name="version">{version}</property>',
        reference("containerContent", "Page", page_id),
        plain("contentStatus", "current"),
        more,
    )


def restriction(id_: int, page_id: int, kind: str = "View") -> str:
    return thing("ContentPermissionSet", id_, plain("type", kind), reference("owningContent", "Page", page_id)) + thing(
        "ContentPermission",
        id_ + 1,
        plain("type", kind),
        plain("userName", "bob"),
        reference("owningSet", "ContentPermissionSet", id_),
    )


def put(exchange: Exchange, *objects: str, space: str = SPACE, files: Mapping[str, bytes] | None = None) -> None:
    """Write an export with these objects and files."""
    exchange.write("exportDescriptor.properties", "#Tue\nexportType=space\nspaceKey=HELP\nbuildNumber=9012\n")
    exchange.write(
        "entities.xml",
        f'<?xml version="1.0" encoding="UTF-8"?>\n<hibernate-generic datetime="2026-05-01 10:00:00">\n{space}{"".join(objects)}</hibernate-generic>\n',
    )
    for name, content in (files or {}).items():
        exchange.write(name, content)


ORDERS = """<p>Look at <ac:link ac:anchor="By card"><ri:page ri:content-title="Pay" /><ac:link-body>how to <strong>pay</strong></ac:link-body></ac:link>.&nbsp;R&eacute;sum&eacute;</p>
<ac:structured-macro ac:name="warning" ac:schema-version="1"><ac:rich-text-body><p>Care</p></ac:rich-text-body></ac:structured-macro>
<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">bash</ac:parameter><ac:plain-text-body><![CDATA[[[ -f a ]] > b && echo "&nbsp;<x>"]]></ac:plain-text-body></ac:structured-macro>
<p><ac:image ac:alt="Box" ac:width="200"><ri:attachment ri:filename="box.png" /></ac:image></p>"""


def write(exchange: Exchange) -> None:
    """A space with pages below pages, one of them restricted, pictures, labels, older versions and comments."""
    put(
        exchange,
        page(100, "Home", "<p>Welcome</p>"),
        page(678, "Orders", ORDERS, 100, position=3),
        page(12345, "Pay", "<h2>By card</h2><p>z</p>", 678, position=1),
        page(500, "Prices for staff", "<p>secret</p>", 100),
        page(501, "Rebates", "<p>more secrets</p>", 500),
        page(600, "Old", status="deleted"),
        thing(
            "Page",
            601,
            plain("title", "Pay"),
            reference("originalVersion", "Page", 12345),
            plain("contentStatus", "current"),
        ),
        thing("Label", 41, plain("name", "shipping"), plain("namespace", "global")),
        thing("Labelling", 42, reference("label", "Label", 41), reference("content", "Page", 678)),
        thing("Comment", 43, reference("containerContent", "Page", 678), plain("contentStatus", "current")),
        restriction(50, 500),
        restriction(60, 678, "Edit"),
        attachment(800, 678, "box.png", 2),
        attachment(801, 678, "manual.pdf"),
        files={
            "attachments/678/800/1": b"old",
            "attachments/678/800/2": PNG,
            "attachments/678/801/1": b"%PDF-1",
        },
    )
