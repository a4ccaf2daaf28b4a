"""A site notices while it runs that other models were chosen."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from kb.core.errors import SettingsError
from search.models.chosen.choice import choose_models
from search.models.chosen.in_use import choose, choose_bundled, chosen_file
from search.models.embedder import Model
from search.service.choice_watch import ChoiceWatch, ChosenFile


def names(models: Sequence[Model] | None) -> list[str] | None:
    return None if models is None else [model.name for model in models]


def test_a_choice_is_told_once(tmp_path: Path) -> None:
    chosen = ChosenFile(chosen_file(tmp_path), partial(choose_models, (), tmp_path))
    assert chosen() is None
    choose(tmp_path, [{"model": "/srv/ours", "name": "ours"}])
    assert names(chosen()) == ["ours"]
    assert chosen() is None
    choose(tmp_path, [{"model": "/srv/ours", "name": "other"}])
    assert names(chosen()) == ["other"]
    choose_bundled(tmp_path)
    assert names(chosen()) == names(choose_models(()))


def test_what_was_chosen_before_the_start_is_not_told_again(tmp_path: Path) -> None:
    choose(tmp_path, [{"model": "/srv/ours"}])
    assert ChosenFile(chosen_file(tmp_path), partial(choose_models, (), tmp_path))() is None


class Told:
    """Says each of ``answers`` in turn, then nothing new."""

    def __init__(self, *answers: Sequence[Model] | Exception) -> None:
        self.answers = list(answers)

    def __call__(self) -> Sequence[Model] | None:
        if not self.answers:
            return None
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_what_is_told_is_used_and_what_cannot_be_understood_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    used: list[Sequence[Model]] = []
    done = threading.Event()

    def use(models: Sequence[Model]) -> None:
        used.append(models)
        if not models:
            raise RuntimeError("out of cheese")
        done.set()

    chosen = choose_models(["/srv/ours"])
    watch = ChoiceWatch(Told(SettingsError("chosen.yml:2: unknown key"), [], chosen), use, seconds=0.001)
    watch.start()
    assert done.wait(60)
    watch.close()
    assert used == [[], chosen]
    assert "chosen.yml:2: unknown key; the models stay as they are" in caplog.text
    assert "out of cheese" in caplog.text
