"""What processes tell each other."""

from __future__ import annotations

import os

from kb.operations.board import Board, ProcessState


def test_all_are_away_at_first_and_each_says_for_itself() -> None:
    board = Board(3)
    assert [board.standing(number) for number in range(3)] == [ProcessState.AWAY] * 3
    board.tell(1, ProcessState.SERVING)
    assert [board.standing(number) for number in range(3)] == [
        ProcessState.AWAY,
        ProcessState.SERVING,
        ProcessState.AWAY,
    ]
    assert board.told() == {"all": 3, "ready": 0, "started": False}


def test_once_all_were_ready_that_is_kept_though_one_goes() -> None:
    board = Board(2)
    for number in range(2):
        assert not board.was_whole
        board.tell(number, ProcessState.READY)
    board.tell(0, ProcessState.AWAY)
    assert board.told() == {"all": 2, "ready": 1, "started": True}


def test_what_a_forked_process_tells_the_others_see() -> None:
    board = Board(2)
    process = os.fork()
    if not process:
        board.tell(1, ProcessState.READY)
        os._exit(0)
    os.waitpid(process, 0)
    assert board.standing(1) is ProcessState.READY
    assert len(board.secret) > 40


def test_what_others_have_noted_is_seen_and_not_what_oneself_has() -> None:
    board = Board(3)
    before = [board.changes(number) for number in range(3)]
    board.note_change(1)
    board.note_change(1)
    assert [board.changes(number) != before[number] for number in range(3)] == [True, False, True]
