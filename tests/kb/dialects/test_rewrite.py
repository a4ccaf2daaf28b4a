"""Markdown as other systems accept it: list habits, blocks, template languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from kb.dialects.boxes import MAX_NESTING
from kb.dialects.rewrite import normalise
from tests.kb.conftest import show, words


def outline(items: html.HtmlElement) -> list[object]:
    """A list as nested Python lists: the words of each item, followed by the lists inside it."""
    found: list[object] = []
    for item in items.findall("li"):
        inner = [child for child in item.iter("ul", "ol") if child.getparent() in (item, *item.findall("p"))]
        own = words(html.fromstring(html.tostring(item)))
        for child in inner:
            own = own.replace(words(child), "").strip()
        found += [own, *(outline(child) for child in inner)]
    return found


class TestLists:
    @pytest.mark.parametrize("indent", ["  ", "   ", "    ", "\t"])
    def test_two_three_four_spaces_and_tabs_nest(self, indent: str) -> None:
        tree = show(f"- a\n{indent}- b\n{indent * 2}- c\n{indent}- d\n- e")
        assert outline(tree.find("ul")) == ["a", ["b", ["c"], "d"], "e"]

    def test_numbered_lists_nest_by_three_spaces(self) -> None:
        tree = show("1. a\n   1. b\n   2. c\n2. d\n   - e")
        assert outline(tree.find("ol")) == ["a", ["b", "c"], "d", ["e"]]

    @pytest.mark.parametrize(("first", "tag"), [("- ", "ul"), ("* ", "ul"), ("+ ", "ul"), ("1. ", "ol"), ("1) ", "ol")])
    def test_a_list_right_below_a_paragraph_is_a_list(self, first: str, tag: str) -> None:
        tree = show(f"You need:\n{first}a key\n{first}a door")
        assert words(tree.find("p")) == "You need:"
        assert outline(tree.find(tag)) == ["a key", "a door"]

    def test_a_number_in_the_middle_of_a_paragraph_is_no_list(self) -> None:
        tree = show("The year was\n1984. It rained.")
        assert words(tree) == "The year was 1984. It rained."
        assert tree.find("ol") is None

    def test_a_year_that_begins_a_paragraph_is_a_list_as_commonmark_has_it(self) -> None:
        assert show("1984. It rained.").find("ol") is not None

    def test_a_rule_is_no_list(self) -> None:
        tree = show("a\n\n* * *\n\n- - -\n\n---\n\nb")
        assert len(tree.findall("hr")) == 3
        assert tree.find("ul") is None

    def test_paragraphs_and_code_stay_inside_their_item_and_numbering_goes_on(self) -> None:
        tree = show("1. First\n\n   More.\n\n   ```sh\n   ls\n\n   pwd\n   ```\n2. Second")
        (steps,) = tree.findall("ol")
        first, second = steps.findall("li")
        assert [words(p) for p in first.findall("p")] == ["First", "More."]
        assert first.findtext("pre/code") == "ls\n\npwd"
        assert words(second) == "Second"

    def test_a_paragraph_after_a_list_ends_it(self) -> None:
        tree = show("- a\n- b\n\nAfter.")
        assert [child.tag for child in tree] == ["ul", "p"]

    def test_a_lazy_line_continues_its_item(self) -> None:
        tree = show("- a long\nitem\n- b")
        assert outline(tree.find("ul")) == ["a long item", "b"]

    def test_a_quote_and_a_table_stay_inside_their_item(self) -> None:
        tree = show("- a\n\n  > quoted\n\n- b\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n")
        assert words(tree.find("ul/li/blockquote")) == "quoted"
        assert tree.find("ul/li//table") is not None

    def test_lists_inside_quotes_are_lists(self) -> None:
        tree = show("> Steps:\n> - a\n>   - b\n> - c")
        assert outline(tree.find("blockquote/ul")) == ["a", ["b"], "c"]

    @pytest.mark.parametrize("rule", ["* * *", "- - -", "***", "___"])
    def test_a_rule_ends_a_list(self, rule: str) -> None:
        assert [child.tag for child in show(f"- a\n\n{rule}\n\nAfter.")] == ["ul", "hr", "p"]

    def test_code_below_a_rule_is_not_inside_an_item(self) -> None:
        assert show("* * *\n\n    code").findtext("pre/code") == "code"

    def test_code_of_four_spaces_is_no_list(self) -> None:
        assert show("Text:\n\n    - not\n    - a list\n").findtext(".//code") == "- not\n- a list"

    def test_a_list_of_numbers_starts_where_it_says(self) -> None:
        assert show("1. a\n2. b").find("ol").get("start") is None


class TestColonBlocks:
    @pytest.mark.parametrize("opening", [":::tip", "::: tip", "::::tip", ":::TIP"])
    def test_colons_make_a_callout(self, opening: str) -> None:
        box = show(f"Before\n{opening}\nInside *it*.\n\n- a\n- b\n:::\nAfter").find("div")
        assert box.get("class") == "admonition tip"
        assert [words(child) for child in box] == ["Tip", "Inside it.", "a b"]

    @pytest.mark.parametrize("opening", [":::note[My title]", ":::note My title", "::: note My title"])
    def test_their_title_is_their_own(self, opening: str) -> None:
        assert words(show(f"{opening}\nText\n:::").find("div/p")) == "My title"

    def test_a_quote_mark_in_a_title_breaks_nothing(self) -> None:
        assert words(show(':::note Say "hi"\nText\n:::').find("div/p")) == "Say ”hi”"

    def test_they_nest(self) -> None:
        outer = show("::::note\nA\n:::tip\nB\n:::\nC\n::::\nD").find("div")
        assert words(outer) == "Note A Tip B C"

    def test_they_stay_inside_their_list_item(self) -> None:
        tree = show("- a\n\n  :::tip\n  Inside\n  :::\n\n- b")
        assert words(tree.find("ul/li/div")) == "Tip Inside"
        assert len(tree.findall("ul/li")) == 2

    def test_inside_code_they_stay_as_they_are(self) -> None:
        assert show("```\n:::tip\nx\n:::\n```").findtext(".//code") == ":::tip\nx\n:::"

    def test_one_that_is_never_closed_takes_the_rest(self) -> None:
        assert words(show(":::tip\nA\n\nB").find("div")) == "Tip A B"

    def test_nesting_beyond_reason_does_not_grow_the_text_without_bound(self) -> None:
        assert len(normalise(":::a\n" * 2000)) < 2000 * (4 * MAX_NESTING + 20)


class TestIndentedBlocks:
    @pytest.mark.parametrize("indent", ["   ", "    "])
    def test_an_admonition_stays_inside_its_list_item(self, indent: str) -> None:
        tree = show(f"1. a\n\n{indent}!!! note\n{indent}    Inside.\n\n{indent}    - x\n\n2. b")
        assert words(tree.find("ol/li/div")) == "Note Inside. x"
        assert len(tree.findall("ol/li")) == 2

    def test_lists_nest_by_two_spaces_inside_an_admonition_as_well(self) -> None:
        tree = show("!!! note\n    Steps:\n    - a\n      - b")
        assert outline(tree.find("div/ul")) == ["a", ["b"]]

    def test_indented_four_columns_it_is_code(self) -> None:
        assert show("Text:\n\n    !!! note\n        x").findtext(".//code") == "!!! note\n    x"


class TestAttributeLines:
    def test_an_id_below_a_heading_is_the_headings(self) -> None:
        tree = show("## Reset\n{: #reset-it .big}\n\nText.")
        assert (tree.find("h2").get("id"), words(tree)) == ("reset-it", "Reset Text.")

    @pytest.mark.parametrize(
        "body",
        ["## Reset\n{:.no_toc}\n\nText.", "## Reset\n\n{: .note }\nText.", "{::options x='y' /}\n\n## Reset\n\nText."],
    )
    def test_what_means_nothing_here_is_shown_as_nothing(self, body: str) -> None:
        assert words(show(body)) == "Reset Text."

    @pytest.mark.parametrize("contents", ["* TOC\n{:toc}", "1. TOC\n{: toc}", "[TOC]", "[[_TOC_]]", "[[toc]]", "[toc]"])
    def test_the_place_of_a_table_of_contents_is_shown_as_nothing(self, contents: str) -> None:
        assert words(show(f"{contents}\n\n## Reset\n\nText.")) == "Reset Text."

    def test_below_a_table_they_are_no_row_of_it(self) -> None:
        assert [words(cell) for cell in show("| A |\n|---|\n| 1 |\n{: .wide}\n").iter("td")] == ["1"]

    def test_below_a_paragraph_they_belong_to_it(self) -> None:
        paragraph = show("Text.\n{: .lead #start}\n").find("p")
        assert (paragraph.get("class"), paragraph.get("id")) == ("lead", "start")

    def test_inside_code_they_stay_as_they_are(self) -> None:
        assert show("```\n\n{: .x}\n[TOC]\n```").findtext(".//code") == "\n{: .x}\n[TOC]"


NOTHING = [
    "{% include note.html %}",
    "{%- assign x = 1 -%}",
    "{{ page.title | upcase }}",
    "{% comment %}not `for` readers{% endcomment %}",
    "{% comment %}\nnot\n\n```\nfor\n```\nreaders\n{% endcomment %}",
    "{% if user %}{% endif %}",
    "{{< param abc >}}",
    "{{% notice tip %}}",
    "{{/* hidden */}}",
    "{/* hidden */}",
    "<!-- hidden -->",
    "import Tabs from '@theme/Tabs';",
    "import Tabs from '@theme/Tabs'\nimport './x.css'",
    "import {\n  A,\n  B,\n} from '@x/y';",
    "export const x = 1;",
    "<Tabs groupId='os'></Tabs>",
    "<Icon name='x' />",
]


class TestTemplates:
    @pytest.mark.parametrize("template", NOTHING)
    def test_template_languages_are_shown_as_nothing(self, template: str) -> None:
        assert words(show(f"Before.\n\n{template}\n\nAfter.")) == "Before. After."

    def test_inside_a_line_its_words_stay(self) -> None:
        assert words(show("Ask {{ site.name }} or {% if x %}call{% endif %} us.")) == "Ask or call us."

    @pytest.mark.parametrize("template", [*NOTHING[:14], "{% raw %}{{ x }}{% endraw %}"])
    @pytest.mark.parametrize("fence", ["```", "~~~", "````"])
    def test_inside_code_they_are_kept(self, template: str, fence: str) -> None:
        template = template.replace("```", "~~")
        assert show(f"{fence}\n{template}\n{fence}\n").findtext(".//code") == template

    @pytest.mark.parametrize("template", ["{{ x }}", "{% raw %}", "{/* a */}", "{{< ref x >}}"])
    @pytest.mark.parametrize("ticks", ["`", "``"])
    def test_inside_inline_code_they_are_kept(self, template: str, ticks: str) -> None:
        assert show(f"Write {ticks}{template}{ticks} there.").findtext(".//code") == template

    def test_a_highlight_tag_is_code(self) -> None:
        code = show("{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}").find(".//code")
        assert (code.text, code.get("class")) == ("puts 1", "language-ruby")

    def test_an_import_that_is_prose_is_prose(self) -> None:
        assert words(show("import duty is paid on arrival")) == "import duty is paid on arrival"

    @pytest.mark.parametrize(
        ("tag", "plain"),
        [
            ('{{< ref "orders/cancel.md" >}}', "/orders/cancel.md"),
            ("{{< relref cancel.md >}}", "cancel.md"),
            ('{{% ref "../orders/cancel#how" %}}', "../orders/cancel#how"),
            ("{% link _docs/orders/cancel.md %}", "/_docs/orders/cancel.md"),
            ("{% post_url 2024-05-01-cancel %}", "/_posts/2024-05-01-cancel.md"),
            ("{{ site.baseurl }}/orders/cancel", "/orders/cancel"),
        ],
    )
    def test_a_link_made_by_a_tag_is_a_plain_path(self, tag: str, plain: str) -> None:
        assert normalise(f"[Cancel]({tag})") == f"[Cancel]({plain})"

    def test_markdown_inside_details_is_markdown(self) -> None:
        tree = show("<details>\n<summary>How?</summary>\n\n- **a**\n- b\n\n</details>\n\nAfter.")
        assert words(tree.find("details/summary")) == "How?"
        assert outline(tree.find("details/ul")) == ["a", "b"]
        assert words(tree.findall("p")[-1]) == "After."

    def test_an_unclosed_tag_hides_no_text(self) -> None:
        assert "After." in words(show("Before {% if x. After."))


class TestCode:
    @pytest.mark.parametrize("info", ["js", 'js title="a.js"', "js {1,3} showLineNumbers", "{.js}", "js:a.js", "JS"])
    def test_a_fence_keeps_its_language_and_shows_nothing_of_its_title(self, info: str) -> None:
        code = show(f"```{info}\nlet a = 1;\n```").find(".//code")
        assert code.text == "let a = 1;"
        assert (code.get("class") or "").lower() == "language-js"

    def test_a_longer_fence_holds_a_shorter_one(self) -> None:
        assert show("````md\n```\nx\n```\n````").findtext(".//code") == "```\nx\n```"

    def test_a_fence_that_is_never_closed_shows_the_rest_as_text_or_code(self) -> None:
        assert "rest" in words(show("```sh\nls\n\nrest"))

    def test_tabs_inside_code_stay(self) -> None:
        assert show("```make\nall:\n\tcc\n```").findtext(".//code") == "all:\n\tcc"

    def test_a_very_long_run_of_backticks_is_read_at_once(self) -> None:
        assert "``" in normalise("`" * 200_000)


@given(st.text(alphabet="abc \n.,", max_size=200))
def test_plain_prose_keeps_every_word(body: str) -> None:
    assert normalise(body).split() == body.split()


PIECES = [
    "- ",
    "1. ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "```",
    "~~~",
    ":::tip\n",
    ":::\n",
    "!!! note\n",
    "> ",
    "{%",
    "%}",
    "{{",
    "}}",
    "`",
    "a",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_markdown_is_beyond_it(body: str) -> None:
    assert isinstance(normalise(body), str)


class TestTabsOfDocusaurus:
    NAMED = (
        "<Tabs>\n{0}<TabItem value='a' label=\"A\">\n\n{0}One.\n\n{0}</TabItem>\n"
        "{0}<TabItem value='b'>\n\n{0}- Two\n\n{0}</TabItem>\n</Tabs>"
    )

    @pytest.mark.parametrize("indent", ["", "  ", "    "])
    def test_each_has_its_label_or_else_its_value_and_holds_markdown(self, indent: str) -> None:
        (tabs,) = show(f"Before.\n\n{self.NAMED.format(indent)}\n\nAfter.").find_class("tabbed-set")
        assert [words(child) for child in tabs] == ["A", "One.", "b", "Two"]
        assert tabs.find(".//li") is not None

    def test_the_tag_around_them_may_name_them_and_go_on_for_lines(self) -> None:
        head = "<Tabs\n  values={[\n    {label: 'Apple', value: 'a'},\n    {label: \"Bee\", value: 'b'},\n  ]}>\n"
        (tabs,) = show(head + "<TabItem value='b'>\n\nOne.\n\n</TabItem>\n</Tabs>").find_class("tabbed-set")
        assert words(tabs[0]) == "Bee"

    def test_they_stand_in_a_step_of_a_list_and_in_one_another(self) -> None:
        inner = "<Tabs>\n<TabItem value='x'>\n\nDeep.\n\n</TabItem>\n</Tabs>"
        nested = f"<Tabs>\n<TabItem value='a'>\n\n{inner}\n\n</TabItem>\n</Tabs>"
        sets = show(nested).find_class("tabbed-set")
        assert [words(each) for each in sets] == ["a x Deep.", "x Deep."]
        step = "\n".join(f"   {line}" for line in inner.split("\n"))
        item, _ = show(f"1. Do this:\n\n{step}\n\n2. Then that.").findall("ol/li")
        assert words(item) == "Do this: x Deep."

    def test_in_code_they_stay_as_they_are(self) -> None:
        body = "<Tabs>\n<TabItem value='a'>\n\n```jsx\n<TabItem value='b'>\n  x\n```\n\n</TabItem>\n</Tabs>"
        tree = show(body)
        assert tree.find(".//code").text == "<TabItem value='b'>\n  x"
        assert len(tree.find_class("tab-name")) == 1
