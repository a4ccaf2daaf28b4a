"""The tools and articles as a server of the official SDK: one for each request over HTTP, one for standard input.

It keeps nothing between two requests, so any process answers any of them, and speaks both kinds of the protocol: with
a handshake (until 2025-11-25) and with all in every request (2026-07-28).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from importlib.metadata import version
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from search.mcp.arguments import RefusedCallError
from search.mcp.descriptions import INSTRUCTIONS, TOOLS, ToolDescription
from search.mcp.names import MAX_NAME, SCHEME, address_of, find
from search.mcp.room import McpRoom
from search.mcp.tools import MOST_OF_AN_ARTICLE

logger = logging.getLogger(__name__)
A_PAGE = 100
"""Articles listed at once."""
Around = Callable[[], AbstractContextManager[Any]]
_MARKDOWN = "text/markdown"


def make_server(room: McpRoom, name: str, around: Around = nullcontext) -> Server[Any]:
    """A server called ``name``; each request is answered within ``around``, which says who asks."""
    bound = (room, around)
    return Server(
        name,
        version=version("selfservice-kb"),
        title=name,
        instructions=INSTRUCTIONS,
        on_list_tools=partial(_list_tools, *bound),
        on_call_tool=partial(_call_tool, *bound),
        on_list_resources=partial(_list_resources, *bound),
        on_list_resource_templates=_list_templates,
        on_read_resource=partial(_read_resource, *bound),
    )


async def _list_tools(room: McpRoom, around: Around, *_: object) -> types.ListToolsResult:
    with around():
        known = [_described(one) for one in TOOLS if not one.is_for_staff or room.staff_desk]
    return types.ListToolsResult(tools=known)


async def _call_tool(
    room: McpRoom, around: Around, _: ServerRequestContext[Any], params: types.CallToolRequestParams
) -> types.CallToolResult:
    one = next((one for one in TOOLS if one.name == params.name), None)
    if one is None:
        raise MCPError(types.INVALID_PARAMS, f"there is no tool {params.name[:100]!r}")
    try:
        with around():
            told = one.tool(room, params.arguments)
    except RefusedCallError as error:
        return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
    except Exception:  # what the SDK would tell whoever asks of it is for the log alone
        logger.exception("the tool %s failed", one.name)
        raise MCPError(types.INTERNAL_ERROR, "this failed; the log of the server says why") from None
    text = json.dumps(told, ensure_ascii=False)
    return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=told)


async def _list_resources(
    room: McpRoom, around: Around, _: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
) -> types.ListResourcesResult:
    cursor = (params.cursor if params else None) or "0"
    if not (cursor.isdecimal() and cursor.isascii() and len(cursor) < 10):
        raise MCPError(types.INVALID_PARAMS, "the cursor is none of ours; begin without one")
    start, end = int(cursor), int(cursor) + A_PAGE
    with around():
        articles = room.site.catalog.visible(None, room.site.audiences())
    listed = [
        types.Resource(
            uri=address_of(one),
            name=one.title,
            title=one.title,
            description=one.description or None,
            mime_type=_MARKDOWN,
            annotations=types.Annotations(audience=["user", "assistant"]),
        )
        for one in articles[start:end]
    ]
    return types.ListResourcesResult(resources=listed, next_cursor=str(end) if end < len(articles) else None)


async def _list_templates(*_: object) -> types.ListResourceTemplatesResult:
    template = types.ResourceTemplate(
        uri_template=SCHEME + "{language}/{+key}",
        name="article",
        title="A help article",
        description="The article with this key in this language, as Markdown",
        mime_type=_MARKDOWN,
    )
    return types.ListResourceTemplatesResult(resource_templates=[template])


async def _read_resource(
    room: McpRoom, around: Around, _: ServerRequestContext[Any], params: types.ReadResourceRequestParams
) -> types.ReadResourceResult:
    address = str(params.uri)
    with around():
        article = find(room.site, address.removeprefix(SCHEME)) if address.startswith(SCHEME) else None
    if article is None:
        raise MCPError(types.INVALID_PARAMS, f"there is no article {address[:MAX_NAME]}", {"uri": address[:MAX_NAME]})
    text = room.site.markdown_file(article)
    if len(text) > MOST_OF_AN_ARTICLE:
        text = f"{text[:MOST_OF_AN_ARTICLE]}\n\n(It is longer; the tool fetch reads on from {MOST_OF_AN_ARTICLE}.)\n"
    return types.ReadResourceResult(
        contents=[types.TextResourceContents(uri=address_of(article), mime_type=_MARKDOWN, text=text)]
    )


def _described(one: ToolDescription) -> types.Tool:
    return types.Tool(
        name=one.name,
        title=one.title,
        description=one.about,
        input_schema=one.input_schema,
        output_schema=one.output_schema,
        annotations=types.ToolAnnotations(
            title=one.title,
            read_only_hint=one.only_reads,
            destructive_hint=False,
            idempotent_hint=one.only_reads,
            open_world_hint=False,
        ),
    )
