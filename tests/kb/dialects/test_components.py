"""Components, modules and expressions of MDX: their text stays, their code goes."""

from __future__ import annotations

import pytest
from lxml import html

from kb.dialects.rewrite import Habits, normalise
from kb.markdown.render import render
from tests.kb.conftest import a_catalog, an_article, show, tree_of, words


def mdx(body: str, files: tuple[str, ...] = ()) -> html.HtmlElement:
    """``body`` as the article ``en/start.mdx``."""
    article = an_article("start", body=body, path="en/start.mdx")
    return tree_of(render(article, a_catalog(article, files=files), translate=str).html)


@pytest.mark.parametrize(
    "code",
    [
        "export const Go = () => {\n  useEffect(() => {\n    go({a: 1})\n  }, [])\n\n  return <></>\n}",
        "export default function Page({ children }) {\n\n  return <div>{children}</div>\n\n}",
        "export const rows = [\n\n  { name: 'a' },\n\n]",
        "export const text =\n  `a\n\n  ${b}`;",
        "export const Say = () => (\n  <p>Don't</p>\n)",
        "export * from './other'",
        "import A from './a'\nimport {\n  B,\n  C as D,\n} from '../b'",
        "import * as x from 'y';",
        "{/* a\n\n remark */}",
        "{frontMatter.title}",
        "{items.map((item) => item.name)}",
        "<></>",
        "<Thing\n  style={{ a: '>' }}\n  on={() => { go() }}\n/>",
    ],
)
def test_code_is_shown_as_nothing(code: str) -> None:
    assert words(mdx(f"{code}\n\nText.\n\n## More\n\n{code}\n\nEnd.")) == "Text. More End."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{isNew && <Note>\n\nOnly now.\n\n</Note>}", "Only now."),
        ("A{' '}b {\"c\"} {`d`}", "A b c d"),
        ("<Wrap\n  a={{ b: 1 }}\n>\n  Inside *it*.\n</Wrap>", "Inside it."),
        ("<>\n\nBoth\n\n</>", "Both"),
        ("Press <Key name='x'>Enter</Key> now.", "Press Enter now."),
        ("## Title {#own}\n\nText", "Title Text"),
        ("export is what we do", "export is what we do"),
        ("So $\\frac{a}{b}$ is {1 + 1}.", "So $\\frac{a}{b}$ is ."),
        ("<ParamField path='id' type='text'>\n  The id.\n</ParamField>", "id text The id."),
    ],
)
def test_text_stays(body: str, text: str) -> None:
    assert words(mdx(body)).removeprefix("Note ") == text


def test_a_tag_over_lines_is_a_link_where_it_leads_somewhere() -> None:
    (link,) = mdx('<Button\n  href="https://example.com/x"\n  kind="big"\n>\n  Press\n</Button>').iter("a")
    assert (link.get("href"), words(link)) == ("https://example.com/x", "Press")


@pytest.mark.parametrize(
    "picture",
    [
        "<img src={require('./pic.png').default} alt='P' />",
        '<img src={require("./pic.png")} alt="P"/>',
        "<img\n  src={useBaseUrl('/pic.png')}\n  alt=\"P\"\n  style={{width: 10}}\n/>",
        "![P](@site/static/pic.png)",
        "![P](@site/pic.png)",
        "<Image src='pic.png' alt='P' />",
        "import pic from './pic.png'\n\n<img src={pic} alt='P' />",
    ],
)
def test_computed_pictures_are_shown(picture: str) -> None:
    (image,) = mdx(f"Text.\n\n{picture}\n\nEnd.", files=("en/pic.png", "static/pic.png")).iter("img")
    assert image.get("src") in ("/files/en/pic.png", "/files/static/pic.png")
    assert image.get("alt") == "P"


@pytest.mark.parametrize(
    "body",
    [
        '<Tabs>\n  <Tab title="Phone">\n    Tap.\n  </Tab>\n  <Tab title="Computer">\n    Click.\n  </Tab>\n</Tabs>',
        "<Tabs items={['Phone', 'Computer']}>\n<Tab>Tap.</Tab>\n<Tab>Click.</Tab>\n</Tabs>",
        "<Tabs>\n<TabItem label='Phone'>\n\nTap.\n\n</TabItem>\n<TabItem value='Computer'>Click.</TabItem></Tabs>",
    ],
)
def test_tabs_have_their_names(body: str) -> None:
    (tabs,) = show(f"A.\n\n{body}\n\nB.").find_class("tabbed-set")
    assert [words(child) for child in tabs] == ["Phone", "Tap.", "Computer", "Click."]


def test_tabs_one_after_the_other_stay_apart() -> None:
    one = "<Tabs>\n<Tab title='A'>x</Tab>\n</Tabs>"
    assert [words(tabs) for tabs in show(f"{one}\n\n{one}").find_class("tabbed-set")] == ["A x", "A x"]


@pytest.mark.parametrize("tag", ["Accordion", "Expandable", "AccordionItem", "Collapse"])
def test_an_accordion_folds_under_its_title(tag: str) -> None:
    (fold,) = show(f"<{tag} title=\"Why 'so'?\">Because.\n\n- a\n- b\n</{tag}>\n\nEnd.").iter("details")
    assert words(fold.find("summary")) == "Why 'so'?"
    assert [child.tag for child in fold] == ["summary", "p", "ul"]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("<Warning>", "warning"),
        ("<Note>", "note"),
        ('<Callout type="danger">', "danger"),
        ('<Aside type="caution">', "caution"),
        ('<Admonition type="tip">', "tip"),
        ('<Alert severity="error">', "danger"),
    ],
)
def test_a_callout_is_one(tag: str, kind: str) -> None:
    name = tag.strip("<>").split()[0]
    (box,) = show(f"{tag}\n  Unplug *it*.\n</{name}>\n\nEnd.").find_class("admonition")
    assert kind in box.get("class").split()
    assert words(box[-1]) == "Unplug it."


def test_a_callout_has_its_title() -> None:
    assert words(show('<Aside title="Mind">\nIt.\n</Aside>').find("div")) == "Mind It."


def test_steps_are_numbered_and_stay_apart_from_the_list_above() -> None:
    steps = '<Steps>\n  <Step title="Open">\n    A.\n  </Step>\n  <Step title="Shut">\n    B.\n  </Step>\n</Steps>'
    first, second = show(f"1. Before\n\n{steps}").findall("ol")
    assert [words(item) for item in first] == ["Before"]
    assert [words(item) for item in second] == ["Open A.", "Shut B."]


def test_a_card_is_its_title_as_a_link_and_its_text() -> None:
    tree = show('<CardGroup>\n  <Card title="Go [on]" href="/x_(y)">\n    Read.\n  </Card>\n</CardGroup>')
    assert words(tree) == "Go [on] Read."
    assert tree.find(".//strong/a").get("href") == "/x_(y)"


def test_what_stands_in_a_step_of_a_list_stays_there() -> None:
    items = show("1. A\n\n   <Note>\n     In it.\n\n     - x\n   </Note>\n\n2. B").findall("ol/li")
    assert [words(item) for item in items] == ["A Note In it. x", "B"]


@pytest.mark.parametrize(
    "code", ["`<Tabs>`", "```\n<Note>\nx\n</Note>\nimport a from 'b'\n{x}\n```", "<pre>\n{x}\n</pre>", "`{x}`"]
)
def test_code_is_never_changed(code: str) -> None:
    assert code.strip("`\n") in normalise(f"A\n\n{code}\n\n<Tabs></Tabs>", Habits(is_mdx=True))


def test_braces_outside_of_mdx_are_text() -> None:
    assert words(show("Write {name} and { x }.")) == "Write {name} and { x }."


def test_braces_behind_a_backslash_are_text_in_mdx_too() -> None:
    shown = normalise("Write \\{name\\}, not {name}, nor \\{{'a'}\\}.", Habits(is_mdx=True))
    assert shown == "Write \\{name\\}, not , nor \\{a\\}."


def test_a_capital_in_angle_brackets_alone_is_left_to_others() -> None:
    assert "<Name>" in normalise("Write <Name> there.")


HOSTILE = ["{", "}", "<A ", '<A "', "<A {", "<Tab>", "</Tab>", "<Tab x={", "{/*", "<", "<>", "`{`", "{a}"]
HOSTILE += ["export const a = {\n", "export const a = '\n", "import {\n", "<Note>\n", "<Note>\n</Note>\n"]
HOSTILE += ["<Tabs>\n<Tab title='a'>\n", "<A\n\n"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    assert isinstance(normalise(piece * (50_000 // len(piece)), Habits(is_mdx=True)), str)
