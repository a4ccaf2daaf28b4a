"""Notices in ``site.yml``: what is wrong with one is told, and the others count."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.kb.folder.conftest import read


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{text: Late, kind: alarm}", "notices[1].kind: 'alarm' is not info or warning"),
        ("{text: Late, from: tomorrow}", "notices[1].from: 'tomorrow' is not a day like 2026-12-20"),
        ("{text: Late, from: 2026-12-20, until: 2026-12-19}", "notices[1].until: '2026-12-19' is not after 2026-12-20"),
        ("{text: Late, until: 9999-12-31}", "notices[1].until: '9999-12-31' is not a day like 2026-12-20"),
        ("{text: Late, from: 0001-01-01}", "notices[1].from: '0001-01-01' is not a day like 2026-12-20"),
        ("{text: Late, from: 2026-12-20T18:00Z}", "notices[1].from: '2026-12-20T18:00Z' is not a day like 2026-12-20"),
        ("{kind: info}", "notices[1]: there is no text"),
        ("{text: Late, link: 'javascript:x'}", "notices[1].link: 'javascript:x' is not an address"),
    ],
)
def test_a_wrong_notice_is_told_with_its_line_and_the_others_count(entry: str, said: str) -> None:
    brand = read(f"notices:\n  - {entry}\n  - {{text: {{en: Fine}}, until: 2026-12-20}}\n")
    (problem,) = brand.problems
    assert said in problem.message
    assert (problem.line, problem.severity) == (2, "error")
    assert [one.ends for one in brand.notices] == [datetime(2026, 12, 21)]  # noqa: DTZ001 - by the wall clock
