"""Markdown is converted in processes of its own: each text once, within limits, whatever it is."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.catalog.article import EVERYONE
from kb.editing.check import check, problems_of
from kb.markdown.conversion import Converter, shared
from kb.markdown.conversion_process import ConversionProcess, Converted, Limits, NoProcessError, Trouble, question
from kb.markdown.render import in_advance, render
from kb.markdown.unrendered import problem_of
from tests.conftest import Collection
from tests.kb.conftest import Visitor, a_catalog, an_article, tree_of, words
from tests.kb.markdown.hostile import HOSTILE

ROOT = Path(__file__).parents[3]
SLOW = "*a* `b` [c](d)\n\n" * 100_000
"""Nothing is wrong with it, but that it takes any parser more than a moment."""


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    """One that gives up early."""
    opened = Converter(Limits(seconds=0.1))
    yield opened
    opened.close()


class TestLimits:
    def test_a_text_that_takes_too_long_is_given_up_and_the_next_one_is_converted(self, converter: Converter) -> None:
        assert converter.convert(SLOW).trouble is Trouble.SLOW
        assert converter.convert("*after*").html == "<p><em>after</em></p>"

    def test_it_is_tried_once_and_not_again(self, converter: Converter) -> None:
        converter.convert(SLOW)
        done = converter.conversions
        assert converter.convert(SLOW).trouble is Trouble.SLOW
        assert converter.conversions == done

    def test_a_text_that_grows_beyond_measure_is_given_up(self) -> None:
        small = Converter(Limits(answer=100_000))
        much = f"*[a]: {'x' * 1000}\n\n" + "a " * 200
        assert small.convert(much).trouble is Trouble.LARGE
        assert small.convert("*after*").html == "<p><em>after</em></p>"
        small.close()

    def test_memory_has_an_end(self) -> None:
        small = Converter(Limits(seconds=60, memory=300 * 2**20, answer=2**30))
        much = f"*[a]: {'x' * 100_000}\n\n" + "a " * 20_000
        assert small.convert(much).trouble is Trouble.LARGE
        assert small.convert("*after*").html == "<p><em>after</em></p>"
        small.close()

    def test_a_process_that_ends_by_accident_is_replaced(self) -> None:
        started: list[ConversionProcess] = []

        def start() -> ConversionProcess:
            started.append(ConversionProcess(Limits()))
            return started[-1]

        converter = Converter(start=start, most=1)
        converter.convert("one")
        started[0].kill()
        assert converter.convert("two").html == "<p>two</p>"
        assert len(started) == 2
        converter.close()

    @pytest.mark.slow
    @pytest.mark.parametrize("name", HOSTILE)
    def test_every_hostile_text_ends_within_the_limits(self, name: str) -> None:
        """Either it is rendered, or it is plain text and an editor is told; both leave the site as it was."""
        article = an_article(body=HOSTILE[name])
        page = render(article, a_catalog(article))
        assert page.is_final
        assert len(page.sections) <= 1001
        assert [problem.code for problem in page.problems if problem.code != "many_headings"] in ([], ["not_rendered"])


class TestSharing:
    def test_many_who_ask_at_once_share_one_conversion(self) -> None:
        converter = Converter()
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(converter.convert, ["*one*"] * 32))
        assert {result.html for result in found} == {"<p><em>one</em></p>"}
        assert converter.conversions == 1
        converter.close()

    def test_a_slow_text_does_not_hold_up_another(self) -> None:
        converter = Converter(Limits(seconds=60))
        slow = converter.begin(SLOW)
        assert converter.convert("*quick*").html == "<p><em>quick</em></p>"
        assert not slow.done()
        converter.close()
        assert slow.result().trouble is Trouble.NO_PROCESS

    def test_who_has_no_patience_hears_that_it_takes_longer(self) -> None:
        converter = Converter()
        assert converter.convert(SLOW, patience=0.01) == Converted(trouble=Trouble.BUSY)
        converter.close()

    def test_who_comes_later_waits_no_longer_than_who_came_first(self) -> None:
        """A thousand who wait half a second each would take longer than a test may."""
        converter = Converter(Limits(seconds=600))
        converter.begin(SLOW)
        found = [converter.convert(SLOW, patience=0.5).trouble for _ in range(1_000)]
        assert set(found) <= {Trouble.BUSY, None}
        converter.close()

    def test_eight_readers_of_an_article_render_it_once(self, visitor: Visitor, collection: Collection) -> None:
        collection.write("en/a.md", "Only *once* for all of them.", title="A")
        visitor.open("/en/")
        before = shared().conversions
        with ThreadPoolExecutor(8) as pool:
            pages = list(pool.map(lambda _: visitor.open("/en/articles/a"), range(8)))
        assert all("<em>once</em>" in page.text for page in pages)
        assert shared().conversions == before + 1

    def test_what_is_converted_in_advance_comes_in_order(self) -> None:
        articles = [an_article(f"a/{number}", body=f"Text {number}.") for number in range(20)]
        assert list(in_advance(articles, a_catalog(*articles))) == articles


class TestWithoutProcesses:
    def test_it_is_said_once_and_tried_again_later(self, caplog: pytest.LogCaptureFixture) -> None:
        tries = []

        def start() -> ConversionProcess:
            tries.append(1)
            raise NoProcessError("no more processes")

        converter = Converter(start=start)
        assert converter.convert("one").trouble is Trouble.NO_PROCESS
        assert converter.convert("one").trouble is Trouble.NO_PROCESS
        assert not converter.convert("one").is_final
        assert len(tries) == len(caplog.messages) == 1
        assert "no more processes" in caplog.text
        converter.close()

    def test_an_editor_reads_what_the_site_lacks(self) -> None:
        problem = problem_of(Trouble.NO_PROCESS, "en/a.md", Limits())
        assert (problem.path, problem.code) == (".", "no_process")
        assert "allow the site more processes and memory" in problem.message

    @pytest.mark.parametrize("program", ["", "/nowhere/python"])
    def test_an_interpreter_that_is_not_there_is_named(self, program: str) -> None:
        with pytest.raises(NoProcessError, match="cannot be started"):
            ConversionProcess(Limits(), program)

    def test_a_program_that_is_no_interpreter_is_not_waited_for(self) -> None:
        with pytest.raises(NoProcessError, match="before it was ready"):
            ConversionProcess(Limits(), "/bin/true")


class TestPlainText:
    BODY = "Before.\n\n## Turn it on\n\n1. Press <b>\n\n```\n# no heading\n```\n\n### *Then*\n" + "<div>" * 300

    def test_an_article_that_cannot_be_rendered_is_plain_text_with_sections(self) -> None:
        article = an_article(body=self.BODY)
        page = render(article, a_catalog(article))
        tree = tree_of(page.html)
        assert [(h.tag, h.get("id"), words(h)) for h in tree.iter("h2", "h3")] == [
            ("h2", "turn-it-on", "Turn it on"),
            ("h3", "then", "*Then*"),
        ]
        assert [words(pre) for pre in tree.iter("pre")] == [
            "Before.",
            "1. Press <b> ``` # no heading ```",
            "<div>" * 300,
        ]
        assert [section.anchor for section in page.sections] == ["", "turn-it-on", "then"]

    def test_check_and_the_review_of_the_article_name_the_file(self) -> None:
        article = an_article(body=self.BODY)
        catalog = a_catalog(article)
        for problems in (check(catalog), problems_of(article, render(article, catalog, EVERYONE), catalog)):
            assert [(p.path, p.code, p.severity) for p in problems] == [
                ("en/account/reset.md", "not_rendered", "error")
            ]
            assert "cannot be rendered" in problems[0].message

    def test_the_message_says_what_to_do(self) -> None:
        problem = problem_of(Trouble.SLOW, "en/a.md", Limits())
        assert problem.message.startswith("the text takes too long to render (more than 5 s of work); it is shown as")
        assert problem.message.endswith("or split the article")


class TestBounds:
    """What is harmless to convert and too much for the rest."""

    def test_an_article_has_a_thousand_headings_and_says_what_becomes_of_the_others(self) -> None:
        article = an_article(body="".join(f"## Part {number}\n\n" for number in range(1_003)))
        page = render(article, a_catalog(article))
        assert [(p.code, p.severity) for p in page.problems] == [("many_headings", "warning")]
        assert "the article has 1003 headings" in page.problems[0].message
        assert len(page.contents) == 1_000
        assert [words(p) for p in tree_of(page.html).iter("p")] == ["Part 1000", "Part 1001", "Part 1002"]

    @pytest.mark.parametrize("pair", [("<div>", "</div>"), ("<b>", "</b>"), ("<ul><li>", "</li></ul>")])
    def test_what_is_nested_too_deep_for_a_page_is_plain_text_and_nothing_of_it_is_lost(
        self, pair: tuple[str, str]
    ) -> None:
        article = an_article(body=f"{pair[0] * 300}deep{pair[1] * 300}\n\nAfter it.")
        page = render(article, a_catalog(article))
        assert "deep" in page.html
        assert "After it." in page.html
        assert [problem.code for problem in page.problems] == ["not_rendered"]

    def test_fifty_megabytes_are_no_article(self, collection: Collection) -> None:
        with collection.write("en/large.md", "# Large").open("r+b") as file:
            file.truncate(50 * 2**20)
        problems = [str(problem) for problem in check(collection.library().catalog)]
        assert problems == [
            "en/large.md: error: the file has 50.0 MB, the limit is 2 MB; split the article",
        ]


class TestProcess:
    def test_ctrl_c_is_for_the_site_alone(self) -> None:
        process = ConversionProcess(Limits())
        process.kill(signal.SIGINT)
        assert process.convert(question("*on*")).html == "<p><em>on</em></p>"
        process.end()

    def test_a_copy_of_the_process_has_a_converter_of_its_own(self) -> None:
        """As servers have that load the site first and fork afterwards."""
        code = """if True:
            import os
            from kb.markdown.conversion import shared
            shared().convert("one")
            if (child := os.fork()) == 0:
                os._exit(0 if shared().convert("*two*").html == "<p><em>two</em></p>" else 1)
            assert os.waitpid(child, 0)[1] == 0
            print(shared().convert("three").html)
        """
        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (ran.stdout, ran.stderr) == ("<p>three</p>\n", "")

    def test_it_ends_with_whoever_started_it(self) -> None:
        code = """if True:
            import os, signal
            from kb.markdown.conversion_process import ConversionProcess, Limits
            process = ConversionProcess(Limits())
            os.kill(os.getpid(), signal.SIGKILL)
        """
        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, check=False)
        assert ran.returncode == -signal.SIGKILL
        assert ran.stderr == b""  # both have closed it by now
