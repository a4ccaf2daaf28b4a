"""The description of the API: each operation has a name, a group, and examples that are what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from kb.accounts.tokens import Scope
from kb.api.description import GROUPS

WITHOUT = ("application/problem+json", "message/rfc822")
"""One is described once for all; of a mail, an example would be one that tools for the API do not know how to send."""


@pytest.fixture
def described(site: Flask) -> dict[str, Any]:
    document: dict[str, Any] = site.test_client().get("/api/v1/openapi.json").get_json()
    return document


def operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_operation_has_a_name_of_its_own_and_one_of_the_groups(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in operations(described)]
    assert len(names) == len(set(names)) >= 14
    assert {group for _, operation in operations(described) for group in operation["tags"]} == set(GROUPS)
    assert all(len(operation["tags"]) == 1 for _, operation in operations(described))
    assert [tag["name"] for tag in described["tags"]] == list(GROUPS)


def test_what_takes_a_token_says_of_which_scope(described: dict[str, Any]) -> None:
    named = {
        scope
        for _, operation in operations(described)
        for way in operation.get("security", [])
        for scopes in way.values()
        for scope in scopes
    }
    assert named <= set(Scope)
    assert described["components"]["securitySchemes"].keys() == {"token"}
    for where, operation in operations(described):
        if "401" in operation["responses"]:
            assert operation["security"], where


def test_every_body_and_answer_has_an_example_that_fits_its_schema(described: dict[str, Any]) -> None:
    checked = []
    for where, operation in operations(described):
        contents = [("body", operation.get("requestBody", {}).get("content", {}))]
        contents += [(code, answer.get("content", {})) for code, answer in operation["responses"].items()]
        for what, content in contents:
            for kind, one in content.items():
                if kind not in WITHOUT:
                    assert {"schema", "example"} <= set(one), f"{where}: {what} as {kind}"
                    Draft202012Validator.check_schema(one["schema"])
                    Draft202012Validator(one["schema"]).validate(one["example"])
                    checked.append((where, what))
    assert ("get /api/v1/articles", "200") in checked
    assert ("post /api/v1/suggest", "body") in checked
    good = {code for _, operation in operations(described) for code in operation["responses"] if code < "300"}
    assert good <= {"200", "201", "204"}


def test_an_answer_without_a_field_that_it_needs_would_be_seen(described: dict[str, Any]) -> None:
    said = described["paths"]["/api/v1/articles"]["get"]["responses"]["200"]["content"]["application/json"]
    without = {name: value for name, value in said["example"].items() if name != "total"}
    assert not Draft202012Validator(said["schema"]).is_valid(without)


def test_every_parameter_that_has_to_be_there_has_an_example(described: dict[str, Any]) -> None:
    for where, operation in operations(described):
        for parameter in operation.get("parameters", []):
            assert "example" in parameter or not parameter["required"], f"{where}: {parameter['name']}"
