"""The boxes of template languages: GitBook's and Jekyll's tags, Hugo's shortcodes; and blocks between colons."""

from __future__ import annotations

import pytest

from kb.dialects.rewrite import normalise
from tests.kb.conftest import render_body, show, tree_of, words

TWO_TABS = [
    (
        '{% tabs %}\n{% tab title="Phone" %}\nTap.\n{% endtab %}\n\n'
        '{% tab title="Computer" %}\nClick.\n{% endtab %}\n{% endtabs %}'
    ),
    (
        '{{< tabs >}}\n{{< tab "Phone" >}}\nTap.\n{{< /tab >}}\n'
        '{{< tab name="Computer" >}}\nClick.\n{{< /tab >}}\n{{< /tabs >}}'
    ),
    (
        '{{% tabs %}}\n{{% tab title="Phone" %}}\nTap.\n{{% /tab %}}\n'
        '{{% tab title="Computer" %}}\nClick.\n{{% /tab %}}\n{{% /tabs %}}'
    ),
    "::: tabs\n@tab Phone\n\nTap.\n\n@tab Computer\n\nClick.\n\n:::",
    '=== "Phone"\n    Tap.\n\n=== "Computer"\n    Click.',
]


@pytest.mark.parametrize("body", TWO_TABS)
def test_tabs_have_their_names(body: str) -> None:
    (tabs,) = show(f"A.\n\n{body}\n\nB.").find_class("tabbed-set")
    assert [words(child) for child in tabs] == ["Phone", "Tap.", "Computer", "Click."]


@pytest.mark.parametrize(
    ("body", "kind", "title"),
    [
        ('{% hint style="warning" %}\nMind *it*.\n{% endhint %}', "warning", "Warning"),
        ('{% hint style="success" %}Mind *it*.{% endhint %}', "tip", "Tip"),
        ('{{% notice tip "Do so" %}}\nMind *it*.\n{{% /notice %}}', "tip", "Do so"),
        ("{{< hint danger >}}\nMind *it*.\n{{< /hint >}}", "danger", "Danger"),
        ('{{< callout type="info" >}}\nMind *it*.\n{{< /callout >}}', "info", "Note"),
        ('{{< alert title="Do so" color="warning" >}}\nMind *it*.\n{{< /alert >}}', "warning", "Do so"),
        ('{{< admonition type=tip title="Do so" open=false >}}\nMind *it*.\n{{< /admonition >}}', "tip", "Do so"),
        ('{% include note.html content="Mind *it*." %}', "note", "Note"),
        (':::note{title="Do so"}\nMind *it*.\n:::', "note", "Do so"),
        (":::caution[Do *so*]\nMind *it*.\n:::", "caution", "Do so"),
        ("::: {.callout-tip}\nMind *it*.\n:::", "tip", "Tip"),
        (":::danger Do so\nMind *it*.\n:::", "danger", "Do so"),
    ],
)
def test_a_hint_is_a_callout(body: str, kind: str, title: str) -> None:
    tree = show(f"A.\n\n{body}\n\nB.")
    assert tree.find("div").get("class") == f"admonition {kind}"
    assert words(tree) == f"A. {title} Mind it. B."
    assert tree.find("div/p/em") is not None


@pytest.mark.parametrize(
    "body",
    [
        "::: details More\nHidden *text*.\n:::",
        ":::details{title='More'}\nHidden *text*.\n:::",
        '{{< details "More" >}}\nHidden *text*.\n{{< /details >}}',
        '{{% expand title="More" %}}\nHidden *text*.\n{{% /expand %}}',
        '??? note "More"\n    Hidden *text*.',
        "<details>\n<summary>More</summary>\n\nHidden *text*.\n\n</details>",
    ],
)
def test_details_fold(body: str) -> None:
    fold = show(f"A.\n\n{body}\n\nB.").find("details")
    assert words(fold.find("summary")) == "More"
    assert words(fold.find(".//p/em")) == "text"


@pytest.mark.parametrize(
    "body",
    [
        "::: code-group\n\n```sh [npm]\nnpm i\n```\n\n```sh [yarn]\nyarn\n```\n\n:::",
        '<CodeGroup>\n\n```sh title="npm"\nnpm i\n```\n\n```sh title="yarn"\nyarn\n```\n\n</CodeGroup>',
    ],
)
def test_code_of_a_group_stands_in_tabs(body: str) -> None:
    (tabs,) = show(f"A.\n\n{body}\n\nB.").find_class("tabbed-set")
    assert [words(child) for child in tabs] == ["npm", "npm i", "yarn", "yarn"]


@pytest.mark.parametrize(
    "body",
    [
        "```js [a_b.js] {1,3}\nx\n```",
        '```js title="a_b.js"\nx\n```',
        '{% code title="a_b.js" %}\n```js\nx\n```\n{% endcode %}',
    ],
)
def test_the_title_of_code_stands_above_it(body: str) -> None:
    tree = show(f"A.\n\n{body}\n\nB.")
    assert [words(child) for child in tree] == ["A.", "a_b.js", "x", "B."]
    assert tree.find(".//code").get("class") == "language-js"


def test_steps_and_links_of_gitbook() -> None:
    body = "{% stepper %}\n{% step %}\n### One\nDo.\n{% endstep %}\n{% endstepper %}\n\n"
    body += '{% content-ref url="x" %}\n[Next](https://example.com)\n{% endcontent-ref %}\n\n'
    body += '{% file src="https://example.com/a.zip" %}\n\n{% embed url="https://example.com/b" %}'
    tree = show(body)
    assert words(tree.find("h3")) == "One"
    assert [words(link) for link in tree.iter("a")] == ["Next", "a.zip", "https://example.com/b"]


@pytest.mark.parametrize(
    "body",
    [
        '{{< figure src="x.png" alt="A" caption="What *is* it" >}}',
        "{% include figure.html src='x.png' alt='A' caption='What *is* it' %}",
    ],
)
def test_a_figure_is_its_picture_and_its_words(body: str) -> None:
    tree = tree_of(render_body(body, files=("en/account/x.png",)).html)
    (image,) = tree.iter("img")
    assert (image.get("src"), image.get("alt")) == ("/files/en/account/x.png", "A")
    assert words(tree) == "What *is* it"


def test_a_button_is_a_link() -> None:
    (link,) = show('Now {{< button href="https://example.com/x" >}}Get *it*{{< /button >}}.').iter("a")
    assert (link.get("href"), words(link)) == ("https://example.com/x", "Get it")


def test_what_is_raw_is_shown_as_written() -> None:
    assert (
        words(show("{% raw %}Write {{ x }} and {% y %}.{% endraw %} But {{ z }}."))
        == "Write {{ x }} and {% y %}. But ."
    )


def test_a_box_that_is_never_closed_shows_its_text() -> None:
    assert words(show("A.\n\n{% hint %}\nB.\n\nC.")) == "A. B. C."


def test_longer_colons_hold_shorter_ones() -> None:
    tree = show("::::note\nA\n:::tip\nB\n::::\nC")
    assert [words(child) for child in tree] == ["Note A Tip B", "C"]


def test_rest_of_restructured_text_is_left_as_it_is() -> None:
    assert words(show(".. note::\n   Text.")) == ".. note:: Text."


@pytest.mark.parametrize(
    "code", ["`{% hint %}`", "```\n{% tab %}\n:::tip\n{{< x >}}\n```", "`:::tip`", "<code>{{ x }}</code>"]
)
def test_code_is_never_changed(code: str) -> None:
    assert code in normalise(f"A\n\n{code}\n\n{{% hint %}}\nB\n{{% endhint %}}")


@pytest.mark.parametrize(
    "piece",
    [
        "{%",
        "{% tab %}",
        "{% tab %}{% endtab %}",
        "{{",
        "{{<",
        "{{< x '",
        "{% raw %}",
        "{% comment %}",
        "{% highlight x %}",
    ]
    + [
        ":::",
        ":::a\n",
        ":::\n",
        "`",
        "``\n`",
        "~~~\n",
        "> ```\n",
        "<!--",
        "<pre>",
        "\\`",
        "::a[",
        "{% x a={",
        "{% highlight x %}",
    ],
)
def test_hostile_text_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    assert isinstance(normalise(piece * (50_000 // len(piece))), str)


@pytest.mark.parametrize(
    "written",
    [
        (
            '{{< tabs items="هاتف,Computer" >}}\n'
            "{{< tab >}}\nTap.\n{{< /tab >}}\n{{< tab >}}\nClick.\n{{< /tab >}}\n{{< /tabs >}}"
        ),
        (
            "{% tabs way %}\n{% tab way هاتف %}\nTap.\n{% endtab %}\n"
            "{% tab way Computer %}\nClick.\n{% endtab %}\n{% endtabs %}"
        ),
    ],
)
def test_tabs_may_be_named_by_the_tag_around_them(written: str) -> None:
    names = show(written).xpath("//p[@class='tab-name']")
    assert [words(name) for name in names] == ["هاتف", "Computer"]


def test_a_title_of_several_words_needs_no_quotes() -> None:
    assert words(show("{% details اضغط هنا الآن %}\nText.\n{% enddetails %}").find("details")) == "اضغط هنا الآن Text."


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('اضغط {{< kbd "Ctrl" >}} الآن', "اضغط Ctrl الآن"),
        ('A {{< glossary_tooltip text="jug" term_id="jug" >}} is hot', "A jug is hot"),
        ('Price {{% badge style="new" %}}New{{% /badge %}}', "Price New"),
        ("Version {{< param version >}}.", "Version ."),
    ],
)
def test_words_that_stand_in_a_tag_are_shown(written: str, told: str) -> None:
    assert words(show(written)) == told
