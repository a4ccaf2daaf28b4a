"""What a published model's own files say of how it is used: prompts, pooling, longest text.

The files are those of sentence-transformers (``modules.json`` and what it names) and of transformers
(``tokenizer_config.json``, ``config.json``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

MEAN = "mean"
POOLINGS = ("cls", MEAN, "max", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")
LONGEST = 2_048
"""Tokens of a text that are read at most, whatever a model could: attention takes memory by their square."""
_USUAL = 512
_UNTOLD = 1_000_000  # what tokenizers without a limit say is a very large number
_QUERY, _PASSAGE = ("query",), ("document", "passage", "corpus")
_PLAIN = ("Transformer", "Pooling", "Normalize")


@dataclass(frozen=True, slots=True)
class Description:
    """How a model is used. ``pooling`` is one of ``POOLINGS``, ``tells_pooling`` whether its files say so.

    ``beyond`` says what the model does beyond a transformer, pooling and normalising; empty where nothing.
    """

    pooling: str
    tells_pooling: bool
    longest: int
    lowercase: bool
    query_prompt: str
    passage_prompt: str
    beyond: str = ""


class DescriptionError(ValueError):
    """A file that describes a model cannot be understood; names it."""


def describe(folder: Path) -> Description:
    """What the files in ``folder`` say of its model.

    Raises:
        DescriptionError: one of them cannot be read or understood.

    """
    modules = _modules(folder)
    pooling, beyond = _pooling(folder, modules)
    settings = _read(folder, "config_sentence_transformers.json")
    prompts = settings.get("prompts")
    prompts = prompts if isinstance(prompts, dict) else {}
    usual = prompts.get(settings.get("default_prompt_name") or "", "")
    return Description(
        pooling or MEAN,
        bool(pooling),
        _longest(folder),
        bool(_read(folder, "sentence_bert_config.json").get("do_lower_case")),
        _first(prompts, _QUERY, usual),
        _first(prompts, _PASSAGE, usual),
        beyond,
    )


def _modules(folder: Path) -> list[Mapping[str, str]]:
    file = folder / "modules.json"
    if not file.is_file():
        return []
    content = _load(file)
    if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
        raise DescriptionError(f"{file}: a list of modules was expected")
    return [{key: str(one.get(key, "")) for key in ("path", "type")} for one in content]


def _pooling(folder: Path, modules: list[Mapping[str, str]]) -> tuple[str, str]:
    """How a model pools (empty where nothing says so), and what it does beyond that."""
    pooling = ""
    for module in modules:
        kind = module["type"].rpartition(".")[2]
        if kind not in _PLAIN:
            return pooling, f"its modules.json has a module {kind}"
        if kind == "Pooling":
            settings = _read(folder, f"{module['path']}/config.json")
            told = settings.get("pooling_mode", [mode for mode in POOLINGS if _is_on(settings, mode)])
            modes = [told] if isinstance(told, str) else list(told)
            if len(modes) != 1 or modes[0] not in POOLINGS:
                return "", f"its pooling is {' and '.join(map(str, modes)) or 'of an unknown kind'}"
            if settings.get("include_prompt") is False:
                return modes[0], "its pooling leaves out the prompt"
            [pooling] = modes
    return pooling, ""


def _is_on(settings: Mapping[str, Any], mode: str) -> bool:
    names = {"cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens", "weightedmean": "weightedmean_tokens"}
    return bool(settings.get(f"pooling_mode_{names.get(mode, mode)}"))


def _longest(folder: Path) -> int:
    """Tokens of the longest text the model was made for, as far as we read it."""
    told = _read(folder, "sentence_bert_config.json").get("max_seq_length")
    if not told:
        places = _read(folder, "config.json").get("max_position_embeddings")
        limits = (_read(folder, "tokenizer_config.json").get("model_max_length"), places)
        told = min((limit for limit in limits if _is_count(limit) and limit < _UNTOLD), default=_USUAL)
    if not _is_count(told):
        raise DescriptionError(f"{folder / 'sentence_bert_config.json'}: max_seq_length={told!r} is not a number")
    return min(int(told), LONGEST)


def _is_count(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 1


def _first(prompts: Mapping[str, object], names: tuple[str, ...], usual: object) -> str:
    return str(next((prompts[name] for name in names if name in prompts), usual) or "")


def _read(folder: Path, name: str) -> dict[str, Any]:
    """The object in a file; empty where there is no such file."""
    file = folder / name
    if not file.is_file():
        return {}
    content = _load(file)
    if not isinstance(content, dict):
        raise DescriptionError(f"{file}: an object was expected")
    return content


def _load(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DescriptionError(f"{file} cannot be read: {error}") from error
