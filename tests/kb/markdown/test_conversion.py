"""Markdown is converted in processes of its own: each text once, within limits, whatever it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.markdown.conversion import Converter, shared
from kb.markdown.conversion_process import ConversionProcess, Converted, Limits, Trouble
from kb.markdown.render import in_advance, render
from tests.conftest import Collection
from tests.kb.conftest import Visitor, a_catalog, an_article
from tests.kb.markdown.hostile import HOSTILE

SLOW = "*a* `b` [c](d)\n\n" * 100_000
"""Nothing is wrong with it, but that it takes any parser more than a moment."""


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

    @pytest.mark.slow
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
        """Two hundred who wait for two and a half seconds each would take longer than a test may."""
        converter = Converter(Limits(seconds=600))
        converter.begin(SLOW)
        found = [converter.convert(SLOW, patience=2.5).trouble for _ in range(200)]
        assert set(found) <= {Trouble.BUSY, None}
        converter.close()

    @pytest.mark.slow
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
