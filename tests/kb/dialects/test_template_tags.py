"""Tags of template languages: nothing of them is shown, nothing of the text is lost."""

from __future__ import annotations

import pytest

from kb.dialects.rewrite import normalise
from tests.kb.conftest import show, words
from tests.kb.dialects.conftest import outline

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
