"""Confluence's storage format becomes HTML that says the same."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from kb.exchange.confluence.storage_format import storage_to_html
from kb.exchange.confluence.storage_tree import MOST_PARTS


@dataclass
class Around:
    """A page called Here, and what it was told."""

    title: str = "Here"
    told: list[str] = field(default_factory=list)

    def page(self, title: str, space: str) -> str:
        return f"/page/{space}/{title}"

    def file(self, name: str, title: str, space: str) -> str:
        return f"/file/{space}/{title}/{name}"

    def user(self, key: str) -> str:
        return {"u1": "Ann"}.get(key, "")

    def stranger(self) -> None:
        self.told.append("stranger")

    def hidden(self, words: str) -> None:
        self.told.append(f"hidden: {words}")

    def macro(self, name: str) -> None:
        self.told.append(name)


def macro(called: str, body: str = "", **parameters: str) -> str:
    told = "".join(f'<ac:parameter ac:name="{key}">{value}</ac:parameter>' for key, value in parameters.items())
    return f'<ac:structured-macro ac:name="{called}" ac:schema-version="1">{told}{body}</ac:structured-macro>'


def rich(inner: str) -> str:
    return f"<ac:rich-text-body>{inner}</ac:rich-text-body>"


def html(storage: str, *told: str) -> str:
    around = Around()
    found, is_whole = storage_to_html(storage, around)
    assert is_whole
    assert around.told == list(told)
    return found


BOX = "confluence-information-macro confluence-information-macro"


@pytest.mark.parametrize("kind", ["info", "note", "tip", "warning"])
def test_boxes_keep_kind_title_and_what_is_in_them(kind: str) -> None:
    title = "<p><strong>Care</strong></p>"
    assert html(macro(kind, rich("<p>x</p>"), title="Care")) == f'<div class="{BOX}-{kind}">{title}<p>x</p></div>'


def test_a_panel_is_a_box_and_of_one_of_the_new_editor_the_first_form_counts() -> None:
    assert html(macro("panel", rich("<p>x</p>"))) == '<div class="panel"><p>x</p></div>'
    new = (
        '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">error</ac:adf-attribute>'
        "<ac:adf-content><p>x</p></ac:adf-content></ac:adf-node><ac:adf-fallback><p>x</p></ac:adf-fallback>"
        "</ac:adf-extension>"
    )
    assert html(new) == f'<div class="{BOX}-warning"><p>x</p></div>'


def test_what_else_only_the_new_editor_has_keeps_its_text() -> None:
    items = "".join(
        f'<ac:adf-node type="decision-item"><ac:adf-attribute key="state">DECIDED</ac:adf-attribute><ac:adf-content>{words}</ac:adf-content></ac:adf-node>'
        for words in ("a", "b")
    )
    node = f'<ac:adf-node type="decision-list">{items}</ac:adf-node>'
    assert html(f"<ac:adf-extension>{node}</ac:adf-extension>") == "<div><div>a</div><div>b</div></div>"
    shown = "<ac:adf-fallback><ul><li>a</li></ul></ac:adf-fallback>"
    assert html(f"<ac:adf-extension>{node}{shown}</ac:adf-extension>") == "<div><ul><li>a</li></ul></div>"


def test_code_is_kept_letter_by_letter() -> None:
    code = "<ac:plain-text-body><![CDATA[[[ a ]] > b && c &nbsp; <d>]]]]><![CDATA[>]]></ac:plain-text-body>"
    shown = "[[ a ]] &gt; b &amp;&amp; c &amp;nbsp; &lt;d&gt;]]&gt;"
    assert html(macro("code", code, language="js")) == f'<pre><code class="language-js">{shown}</code></pre>'
    assert html(macro("noformat", code)) == f"<pre><code>{shown}</code></pre>"


def test_the_end_of_cdata_as_the_export_writes_it_is_known() -> None:
    code = "<ac:plain-text-body><![CDATA[if [[ a ]] > b]] ></ac:plain-text-body>"
    assert html(macro("code", code)) == "<pre><code>if [[ a ]] &gt; b</code></pre>"


def test_what_unfolds_keeps_its_title_and_what_is_nested() -> None:
    inner = macro("tip", rich("<p>x</p>"))
    assert html(macro("expand", rich(inner), title="More &amp; more")) == (
        f'<details><summary>More &amp; more</summary><div><div class="{BOX}-tip"><p>x</p></div></div></details>'
    )


def test_small_macros_in_a_line_leave_words() -> None:
    line = f"<p>a {macro('status', colour='Red', title='DONE')} b{macro('anchor', **{'': 'My place'})}</p>"
    assert html(line) == '<p>a <strong>DONE</strong> b<a id="myplace"></a></p>'


def test_contents_are_dropped_and_a_hidden_excerpt_told() -> None:
    assert html(macro("toc") + macro("excerpt", rich("<p>e</p>"))) == "<div><p>e</p></div>"
    assert html(macro("excerpt", rich("<p>e</p>"), hidden="true"), "hidden: e") == ""


@pytest.mark.parametrize(
    ("written", "shown", "name"),
    [
        (macro("jira", key="AB-1"), "AB-1", "jira"),
        (macro("children"), "", "children"),
        (macro("own", rich("<p>x</p>")), "<div><p>x</p></div>", "own"),
        (macro("own", "<ac:plain-text-body>a &lt; b</ac:plain-text-body>"), "<div><pre>a &lt; b</pre></div>", "own"),
        (
            macro("include", "", **{"": '<ac:link><ri:page ri:content-title="Q" /></ac:link>'}),
            '<p><a href="/page//Q">Q</a></p>',
            "include",
        ),
    ],
)
def test_what_only_confluence_does_is_told_and_its_text_kept(written: str, shown: str, name: str) -> None:
    assert html(written, name) == shown


def test_films_and_documents_are_frames_and_links() -> None:
    film = macro("widget", url='<ri:url ri:value="https://video.example/1" />')
    assert html(film) == '<iframe src="https://video.example/1"></iframe>'
    document = macro("view-file", name='<ri:attachment ri:filename="a.pdf" />')
    assert html(document) == '<a href="/file///a.pdf">a.pdf</a>'


@pytest.mark.parametrize(
    ("target", "body", "shown"),
    [
        ('<ri:page ri:content-title="Q" />', "", '<a href="/page//Q">Q</a>'),
        ('<ri:page ri:content-title="Q" ri:space-key="S" />', "<ac:link-body>w <b>x</b></ac:link-body>", '<a href="/page/S/Q">w <b>x</b></a>'),
        ('<ri:attachment ri:filename="a.pdf" />', "<ac:plain-text-link-body><![CDATA[A & B]]></ac:plain-text-link-body>", '<a href="/file///a.pdf">A &amp; B</a>'),
        ('<ri:attachment ri:filename="a.pdf"><ri:page ri:content-title="Q" /></ri:attachment>', "", '<a href="/file//Q/a.pdf">a.pdf</a>'),
        ('<ri:user ri:userkey="u1" />', "", "<span>@Ann</span>"),
        ('<ri:user ri:username="bob" />', "", "<span>@bob</span>"),
    ],
)  # fmt: skip
def test_links_lead_to_pages_files_and_people(target: str, body: str, shown: str) -> None:
    assert html(f"<ac:link>{target}{body}</ac:link>") == shown


def test_somebody_whom_nobody_knows_is_told() -> None:
    assert html('<p>a<ac:link><ri:user ri:account-id="x" /></ac:link>b</p>', "stranger") == "<p>a<span></span>b</p>"


@pytest.mark.parametrize("anchor", ["By card!", "Bycard", "By-card", "Q-Bycard"])
def test_links_to_headings_are_found_however_versions_write_them(anchor: str) -> None:
    link = f'<ac:link ac:anchor="{anchor}"><ri:page ri:content-title="Q" /></ac:link>'
    assert 'href="/page//Q#bycard"' in html(link)
    assert html("<h2>By card!</h2><h2>By card!</h2>") == '<h2 id="bycard">By card!</h2><h2 id="bycard.1">By card!</h2>'


def test_a_link_within_the_page_names_its_own_heading() -> None:
    link = '<ac:link ac:anchor="Here-Top"><ac:link-body>up</ac:link-body></ac:link>'
    assert html(link) == '<a href="#top">up</a>'


def test_pictures_keep_words_width_and_caption() -> None:
    picture = '<ac:image ac:alt="Box" ac:width="90"><ri:attachment ri:filename="b.png" /></ac:image>'
    assert html(picture) == '<img src="/file///b.png" alt="Box" width="90">'
    web = '<ac:image><ri:url ri:value="https://x.example/y.png" /><ac:caption><p>c</p></ac:caption></ac:image>'
    assert html(web) == ('<figure><img src="https://x.example/y.png" alt=""><figcaption><p>c</p></figcaption></figure>')


def test_tasks_show_whether_they_are_done() -> None:
    def task(status: str, body: str) -> str:
        return f"<ac:task><ac:task-id>1</ac:task-id><ac:task-status>{status}</ac:task-status><ac:task-body>{body}</ac:task-body></ac:task>"

    inner = f"<ac:task-list>{task('incomplete', '<p>b</p>')}</ac:task-list>"
    assert html(f"<ac:task-list>{task('complete', 'a <b>x</b>')}{inner}</ac:task-list>") == (
        "<ul><li>☑ a <b>x</b><ul><li><p>☐ b</p></li></ul></li></ul>"
    )


def test_columns_marks_signs_and_days_leave_what_they_show() -> None:
    columns = "<ac:layout><ac:layout-section><ac:layout-cell><p>l</p></ac:layout-cell></ac:layout-section></ac:layout>"
    assert html(columns) == "<div><div><div><p>l</p></div></div></div>"
    line = '<p ac:local-id="1">a<ac:inline-comment-marker ac:ref="r">m</ac:inline-comment-marker> <ac:emoticon ac:name="tick" /><time datetime="2024-01-02" /><!-- c --></p>'
    assert html(line) == "<p>am ✅2024-01-02</p>"
    assert html("<ac:placeholder>write here</ac:placeholder>&eacute;") == "é"


def test_text_of_more_parts_than_anybody_writes_is_given_back_as_it_came() -> None:
    storage = "<ac:emoticon />" * (MOST_PARTS + 1)
    assert storage_to_html(storage, Around()) == (storage, False)


def test_cdata_that_never_ends_takes_no_time() -> None:
    storage = "<![CDATA[" * 100_000
    assert storage_to_html(storage, Around()) == (storage, False)
