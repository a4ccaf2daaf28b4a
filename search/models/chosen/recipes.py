"""What ``KB_EMBEDDING_MODELS`` says, in the variable itself or in a YAML file; knows no model.

    e5, BAAI/bge-small-en-v1.5; languages=en; revision=5c38ec7, /srv/models/ours; query_prompt='query: '

An entry in the file is such a name too, or a mapping with the same keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from kb.core.errors import SettingsError
from kb.core.text import shorten
from kb.language.languages import base, is_language_code
from search.models.folders.description import POOLINGS
from search.models.folders.files import GRAPHS, NO_GRAPH, is_safe

VARIABLE = "KB_EMBEDDING_MODELS"
BUNDLED = ("e5", "minilm")
NONE = "none"
"""In place of all names: no model takes part, and search is by words alone."""
KEYS = ("model", "name", "languages", "query_prompt", "passage_prompt", "revision", "pooling", "onnx")
_FOLDER_STARTS = ("/", "./", "../", "~")
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_MODEL_EXPECTED = (
    f"one of {', '.join(BUNDLED)}, a Hugging Face name like intfloat/multilingual-e5-small, "
    "or a folder that begins with /, ./, ../ or ~"
)

Recipe = dict[str, str]
"""What makes one model: some of ``KEYS``; a folder is absolute, languages have spaces between them."""


def read_recipes(entries: Sequence[str], given_as: str = VARIABLE) -> list[Recipe]:
    """The recipes of the entries of the variable, or of what they were ``given_as``; of a YAML file, where the only
    entry is one.

    Raises:
        SettingsError: an entry cannot be understood; names the variable or file and line, key, value, expectation.

    """
    if len(entries) == 1 and entries[0].endswith((".yml", ".yaml")):
        return _read_file(Path(entries[0]).expanduser())
    return [_read_entry(entry, given_as) for entry in entries]


def is_folder(model: str) -> bool:
    """Whether a recipe's ``model`` is a folder and not a name."""
    return model.startswith(_FOLDER_STARTS)


def _read_entry(entry: str, given_as: str) -> Recipe:
    model, *options = entry.split(";")
    recipe = _Checker(given_as, Path.cwd())
    recipe.add("model", model.strip(), given_as)
    for option in options:
        key, equals, value = option.partition("=")
        if not equals:
            raise SettingsError(f"{given_as}: {shorten(option.strip())} is not an option like languages=en")
        recipe.add(key.strip(), _unquoted(value.strip()), given_as)
    return recipe.done()


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def _read_file(file: Path) -> list[Recipe]:
    try:
        root = yaml.compose(file.read_text("utf-8"), yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{VARIABLE}: the file {file} cannot be read: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise SettingsError(f"{file}{line}: not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{file}: not YAML: {error}") from error
    if not isinstance(root, yaml.SequenceNode) or not root.value:
        raise SettingsError(f"{file}: a list of models was expected, each a name or a mapping with 'model'")
    return [_read_node(file, node) for node in root.value]


def _read_node(file: Path, node: yaml.Node) -> Recipe:
    """Reads the nodes and not their values, so that ``no`` is Norwegian and a revision of digits stays as written."""
    recipe = _Checker(_place(file, node), file.absolute().parent)
    if isinstance(node, yaml.ScalarNode):
        recipe.add("model", node.value, _place(file, node))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            recipe.add(str(key.value), " ".join(_texts(file, str(key.value), value)), _place(file, key))
    else:
        raise SettingsError(f"{_place(file, node)}: a name or a mapping with 'model' was expected")
    return recipe.done()


def _texts(file: Path, key: str, node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif key == "languages" and isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _texts(file, "language", item)
    else:
        raise SettingsError(f"{_place(file, node)}: {key!r} is a list or a mapping; one value was expected")


def _place(file: Path, node: yaml.Node) -> str:
    return f"{file}:{node.start_mark.line + 1}"


class _Checker:
    """Takes one model's keys one by one; relative folders start from ``root``."""

    def __init__(self, place: str, root: Path) -> None:
        self._place, self._root = place, root
        self._recipe: Recipe = {}

    def add(self, key: str, value: str, place: str) -> None:
        if key not in KEYS:
            raise SettingsError(f"{place}: unknown key {shorten(key)}; the keys are {', '.join(KEYS)}")
        if key in self._recipe:
            raise SettingsError(f"{place}: the key {key!r} is there twice in one model")
        expected = _expected(key, value)
        if expected:
            raise SettingsError(f"{place}: {key}={shorten(value)} is not {expected}")
        if key == "model" and is_folder(value):
            value = str(self._root / Path(value).expanduser())
        self._recipe[key] = value if key != "languages" else " ".join(dict.fromkeys(map(base, _codes(value))))

    def done(self) -> Recipe:
        model = self._recipe.get("model")
        if model is None:
            raise SettingsError(f"{self._place}: a model without the key 'model'; expected {_MODEL_EXPECTED}")
        refused = _refused(model)
        for key in refused:
            if key in self._recipe:
                raise SettingsError(f"{self._place}: {key!r} cannot be set for {shorten(model)}; {refused[key]}")
        return self._recipe


def _expected(key: str, value: str) -> str | None:
    """What a value should have been; None where it is."""
    if key == "model" and value == NONE:
        return f"{_MODEL_EXPECTED}; {VARIABLE}={NONE}, with nothing beside it, is search by words alone"
    if key == "model" and is_language_code(value):
        return f"{_MODEL_EXPECTED} (the languages of one model have spaces between them: languages=en fa)"
    if key == "model" and not is_folder(value) and not _HUB_NAME.fullmatch(value):
        return _MODEL_EXPECTED
    if key == "name" and not _NAME.fullmatch(value):
        return "a name of at most 40 letters, digits, - and _"
    if key == "languages" and not (_codes(value) and all(map(is_language_code, _codes(value)))):
        return "one or more language codes like 'en fa'"
    if key == "pooling" and value not in POOLINGS:
        return f"one of {', '.join(POOLINGS)}"
    if key == "onnx" and value != NO_GRAPH and not (value.endswith(".onnx") and is_safe(value)):
        return f"a file of the model like {GRAPHS[0]}, or {NO_GRAPH}"
    if key == "revision" and not re.fullmatch(r"[\w./-]+", value):
        return "a branch, tag or commit"
    return None


def _codes(value: str) -> list[str]:
    return value.replace(",", " ").split()


def _refused(model: str) -> dict[str, str]:
    """The keys that mean nothing for a model, and why."""
    if model in BUNDLED:
        return dict.fromkeys(
            ("query_prompt", "passage_prompt", "revision", "pooling", "onnx"),
            "it comes inside a package, prompts and all",
        )
    return {"revision": "a folder has one revision only"} if is_folder(model) else {}
