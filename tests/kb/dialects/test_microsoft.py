"""What writers for Microsoft put between three colons and behind ``[!``."""

from __future__ import annotations

import pytest

from kb.markdown.render import to_html
from tests.kb.conftest import show, words


@pytest.mark.parametrize(
    "around", ["{}", "1. Open it.\n\n   {}\n\n2. Close it.", "| a |\n|---|\n| {} |", "Select {} twice."]
)
def test_a_picture_between_colons_is_shown_wherever_it_stands(around: str) -> None:
    page = to_html(around.format(':::image type="icon" source="media/x.png" alt-text="A lid: shut":::'))
    assert '<img src="media/x.png" alt="A lid: shut">' in page
    assert ":::" not in page


def test_what_describes_a_picture_is_text_and_what_follows_is_no_part_of_it() -> None:
    written = (
        ':::image type="complex" source="x.png" alt-text="Lid":::\n   It is shut.\n:::image-end:::\n\nThen **wait**.'
    )
    assert words(show(written)) == "Lid It is shut. Then wait."


@pytest.mark.parametrize(
    "written",
    [
        ':::row:::\n   :::column span="2":::\n   One.\n   :::column-end:::\n:::row-end:::\n\nTwo.',
        ':::zone pivot="a"\n\nOne.\n\n:::zone-end\n\nTwo.',
        '::: moniker range=">=1"\n\nOne.\n\n::: moniker-end\n\nTwo.',
        '> [!div class="checklist"]\n> * One.\n\nTwo.',
        ':::no-loc text="One":::.\n\n:::code language="sh" source="x.sh":::\n\nTwo.',
    ],
)
def test_marks_of_rows_zones_and_versions_go_and_their_text_stays(written: str) -> None:
    assert words(show(written)) == "One. Two."
    assert "admonition" not in to_html(written)


@pytest.mark.parametrize("written", ["[!VIDEO {}]", "> [!Video {}]", "- Watch:\n\n  [!VIDEO {}]"])
def test_a_video_behind_its_mark_is_a_link_to_it(written: str) -> None:
    page = show(written.format("https://www.youtube.com/embed/x1"))
    assert [link.get("href") for link in page.iter("a")] == ["https://www.youtube.com/watch?v=x1"]
    assert "[!" not in words(page)


def test_code_about_them_stays_as_it_is() -> None:
    assert ':::image source="x.png":::' in words(show('```md\n:::image source="x.png":::\n[!VIDEO a]\n```'))
