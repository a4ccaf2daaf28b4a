"""A space of Confluence, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from tests.kb.exchange.conftest import PNG, Exchange

CHANGED = (
    "Created by <span class='author'> Ann A.</span>, last modified by <span class='editor'> Bob</span> on Jan 02, 2020"
)


def page(title: str, body: str, above: str = "", more: str = "", about: str = CHANGED) -> str:
    return f"""<!DOCTYPE html><html><head><title>Help : {title}</title><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body>
<div id="page"><div id="main" class="aui-page-panel"><div id="main-header"><div id="breadcrumb-section"><ol id="breadcrumbs">
<li class="first"><span><a href="index.html">Help</a></span></li>{above}</ol></div>
<h1 id="title-heading" class="pagetitle"><span id="title-text"> Help : {title} </span></h1></div>
<div id="content" class="view"><div class="page-metadata">{about}</div>
<div id="main-content" class="wiki-content group">{body}</div>{more}</div></div></div></body></html>"""


BODY = """<p>x <a href="Pay_12345.html">y</a></p>
<div class="confluence-information-macro confluence-information-macro-warning"><span class="aui-icon"></span><div class="confluence-information-macro-body"><p>Care</p></div></div>
<div class="code panel pdl"><div class="codeContent panelContent pdl"><pre class="syntaxhighlighter-pre" data-syntaxhighlighter-params="brush: bash; gutter: false" data-theme="Confluence">ls</pre></div></div>
<p><span class="confluence-embedded-file-wrapper"><img class="confluence-embedded-image" src="attachments/678/1.png" alt="Box"></span></p>"""
FILES = """<div class="pageSection group"><div class="pageSectionHeader"><h2 id="attachments" class="pageSectionTitle">Attachments:</h2></div>
<div class="greybox"><img src="images/icons/bullet.gif"><a href="attachments/678/2.pdf">manual.pdf</a> (application/pdf)<br/><a href="attachments/678/1.png">box.png</a></div></div>"""
ABOVE = '<li><span><a href="Orders_678.html">Orders</a></span></li>'


def write(exchange: Exchange) -> None:
    exchange.write("index.html", "<html><body>Space</body></html>")
    exchange.write("Orders_678.html", page("Orders", BODY, more=FILES))
    exchange.write("Pay_12345.html", page("Pay", "<p>z</p>", ABOVE))
    exchange.write("attachments/678/1.png", PNG)
    exchange.write("attachments/678/2.pdf", b"%PDF-1")
