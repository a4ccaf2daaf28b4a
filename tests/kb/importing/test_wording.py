"""Everything that an import can be or say has words, and every system that can be read can be chosen."""

from __future__ import annotations

from kb.exchange.bundle.system_names import SYSTEMS
from kb.exchange.recognising import MARKDOWN
from kb.exchange.report import ImportOutcome
from kb.exchange.systems.registry import READERS
from kb.importing.import_rows import ImportState
from kb.importing.undoing import LeftReason
from kb.importing.wording import LEFT, OUTCOMES, STATES


def test_every_system_that_is_read_can_be_chosen() -> None:
    assert {*SYSTEMS} == {*READERS, MARKDOWN}


def test_every_state_reason_and_outcome_has_words() -> None:
    assert {*STATES} == {*ImportState}
    assert {*LEFT} == {*LeftReason}
    assert {*ImportOutcome} <= {*OUTCOMES}
