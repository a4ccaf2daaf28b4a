"""What ``KB_EMBEDDING_MODELS`` may say, in the variable and in a file, and how people are told what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.core.errors import SettingsError
from search.models.chosen.recipes import KEYS, read_recipes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "models.yml"


def read_file(file: Path, text: str) -> list[dict[str, str]]:
    file.write_text(text, "utf-8")
    return read_recipes([str(file)])


def refused(*entries: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read_recipes(entries)
    return str(caught.value)


def refused_in(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    return refused(str(file))


def test_a_name_alone_is_enough() -> None:
    assert read_recipes(["e5", "BAAI/bge-m3"]) == [{"model": "e5"}, {"model": "BAAI/bge-m3"}]


def test_options_follow_the_model_with_semicolons_between_them() -> None:
    entry = "BAAI/bge-small-en-v1.5; languages=en-GB en fa;revision=5c38ec7; name=bge"
    assert read_recipes([entry]) == [
        {"model": "BAAI/bge-small-en-v1.5", "languages": "en fa", "revision": "5c38ec7", "name": "bge"}
    ]


def test_quotes_keep_the_space_at_the_end_of_a_prompt() -> None:
    (recipe,) = read_recipes(["/srv/m;query_prompt='query: ';passage_prompt=passage:"])
    assert (recipe["query_prompt"], recipe["passage_prompt"]) == ("query: ", "passage:")


def test_a_folder_begins_like_a_path_and_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    folders = [recipe["model"] for recipe in read_recipes(["/srv/m", "./m", "../m", "~/m"])]
    assert folders == ["/srv/m", f"{tmp_path}/m", f"{tmp_path}/../m", f"{Path.home()}/m"]


def test_a_file_says_the_same_with_room_for_any_prompt(file: Path) -> None:
    text = """\
- e5
- model: intfloat/e5-instruct
  name: instruct
  languages: [en, no]
  query_prompt: "Instruct: find the article, please;\\nQuery: "
  passage_prompt: ""
  revision: 20240101
"""
    assert read_file(file, text) == [
        {"model": "e5"},
        {
            "model": "intfloat/e5-instruct",
            "name": "instruct",
            "languages": "en no",
            "query_prompt": "Instruct: find the article, please;\nQuery: ",
            "passage_prompt": "",
            "revision": "20240101",
        },
    ]


def test_folders_in_a_file_start_from_the_folder_of_the_file(file: Path) -> None:
    assert read_file(file, "- ./ours\n") == [{"model": f"{file.parent}/ours"}]


@pytest.mark.parametrize(
    ("entry", "key", "expected"),
    [
        ("none", "model='none'", "KB_EMBEDDING_MODELS=none, with nothing beside it, is search by words alone"),
        ("a b", "model='a b'", "one of e5, minilm, a Hugging Face name"),
        ("a/b/c", "model='a/b/c'", "a folder that begins with"),
        (";languages=en", "model=''", "a Hugging Face name"),
        ("fa", "model='fa'", "spaces between them: languages=en fa"),
        ("a/b;languages=english", "languages='english'", "language codes like 'en fa'"),
        ("a/b;languages=", "languages=''", "language codes like 'en fa'"),
        ("a/b;name=../../etc", "name='../../etc'", "at most 40 letters, digits, - and _"),
        ("a/b;revision=x y", "revision='x y'", "a branch, tag or commit"),
        ("a/b;langs=en", "unknown key 'langs'", ", ".join(KEYS)),
        ("a/b;languages", "'languages'", "an option like languages=en"),
        ("a/b;name=x;name=y", "'name'", "twice"),
        ("e5;query_prompt=x", "'query_prompt' cannot be set for 'e5'", "inside a package"),
        ("/srv/m;revision=x", "'revision' cannot be set for '/srv/m'", "one revision only"),
    ],
)
def test_an_entry_that_cannot_be_used_names_variable_key_value_and_expectation(
    entry: str, key: str, expected: str
) -> None:
    message = refused("e5", entry)
    assert message.startswith("KB_EMBEDDING_MODELS: ")
    assert key in message
    assert expected in message


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("- e5\n- model: a/b\n  languages: klingon\n", 3, "languages='klingon' is not one or more language codes"),
        ("- e5\n- model: a/b\n  langs: en\n", 3, "unknown key 'langs'"),
        ("- e5\n- languages: en\n", 2, "a model without the key 'model'"),
        ("- e5\n- model: [a, b]\n", 2, "'model' is a list or a mapping"),
        ("- e5\n-\n  - a/b\n", 3, "a name or a mapping with 'model' was expected"),
        ("- e5\n- model: 'a\n", 3, "not YAML"),
        ("- e5\n- a b\n", 2, "model='a b' is not one of e5, minilm"),
        ("- model: a/b\n  languages: [en, [fa]]\n", 2, "'language' is a list or a mapping"),
    ],
)
def test_an_error_in_a_file_names_file_and_line(file: Path, text: str, line: int, told: str) -> None:
    message = refused_in(file, text)
    assert message.startswith(f"{file}:{line}: ")
    assert told in message


@pytest.mark.parametrize("text", ["", "model: e5\n", "e5\n", "[]\n", "# nothing\n"])
def test_a_file_without_a_list_says_what_was_expected(file: Path, text: str) -> None:
    assert re.fullmatch(rf"{re.escape(str(file))}: a list of models was expected.*", refused_in(file, text))


def test_a_file_that_cannot_be_read_is_named(file: Path) -> None:
    assert f"the file {file} cannot be read" in refused(str(file))
    file.write_bytes(b"\xff\xfe\x00")
    assert f"the file {file} cannot be read" in refused(str(file))
    file.write_bytes(b"- \x01\n")
    assert f"{file}: not YAML" in refused(str(file))
