"""Tables of words beside the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.translation.listed_rows import read_rows


def test_rows_go_by_the_names_of_columns_without_comments_and_empty_lines(tmp_path: Path) -> None:
    file = tmp_path / "list.tsv"
    file.write_text("# What it is.\nen\tru\n\npassword\tпароль, пасс\n# And\nphone\t\n", "utf-8")
    assert read_rows(file) == [{"en": "password", "ru": "пароль, пасс"}, {"en": "phone", "ru": ""}]


def test_a_row_with_a_cell_too_few_is_told(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text("en\tru\npassword\n", "utf-8")
    with pytest.raises(ValueError, match="shorter"):
        read_rows(tmp_path / "list.tsv")
