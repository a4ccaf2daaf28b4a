"""Where a question may be sent: to the address that was set and nowhere else, and in the clear only at home."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest

from search.answers.generation.chat_server import OpenAIServer
from search.answers.generation.prompt import ANSWER_SCHEMA
from search.answers.generation.provider import ProviderError
from tests.receivers import webhook_receiver
from tests.search.answers.generation.model_server import model_server

MESSAGES = [{"role": "user", "content": "When do I get my money back?"}]


def said(url: str, *addresses: str, unknown: bool = False) -> str:
    """What the server at ``url`` says, whose name stands for ``addresses``."""

    def resolve(_: str) -> list[str]:
        if unknown:
            raise OSError("no such name")
        return list(addresses)

    server = OpenAIServer(url, "tiny", "", 60.0, 60.0, resolve)
    return "".join(server.stream(MESSAGES, ANSWER_SCHEMA, 50))


def test_a_name_of_this_network_is_asked_in_the_clear_by_its_name() -> None:
    with model_server("hello") as model:
        port = urlsplit(model.address).port
        assert said(f"http://gpu.internal:{port}/v1", "127.0.0.1") == "hello"
    assert model.headers[0]["host"] == f"gpu.internal:{port}"


@pytest.mark.parametrize(
    "addresses",
    [
        ["93.184.216.34"],
        ["2606:2800:220:1::1"],
        ["127.0.0.1", "93.184.216.34"],  # one that is out there is enough
        ["::ffff:93.184.216.34"],
        ["64:ff9b::5db8:d822"],
        ["2002:5db8:d822::1"],
        ["2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    ],
)
def test_nobody_out_in_the_internet_is_sent_a_question_in_the_clear(addresses: Sequence[str]) -> None:
    with pytest.raises(ProviderError, match="without TLS"):
        said("http://model.example:9/v1", *addresses)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "224.0.0.1", "ff02::1"])
def test_what_is_no_machine_with_a_model_is_never_asked(scheme: str, address: str) -> None:
    """Where clouds keep the secrets of their machines, and groups."""
    with pytest.raises(ProviderError, match="no address of a server"):
        said(f"{scheme}://model.example:9/v1", address)


def test_an_unknown_name_is_told_without_what_was_asked() -> None:
    with pytest.raises(ProviderError, match=r"the name model\.example is not known") as caught:
        said("https://model.example/v1", unknown=True)
    assert "money" not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_nowhere(status: int) -> None:
    with (
        webhook_receiver() as elsewhere,
        model_server(status=status, location=elsewhere.url) as model,
        pytest.raises(ProviderError, match="redirects are not followed"),
    ):
        said(f"{model.url}", "127.0.0.1")
    assert len(model.requests) == 1
    assert elsewhere.requests == []


def test_no_proxy_of_the_environment_hears_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook_receiver() as proxy, model_server("hello") as model:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        assert said(model.url, "127.0.0.1") == "hello"
    assert proxy.requests == []


def test_the_key_and_this_machine_are_told_to_nobody_but_the_key_to_the_server() -> None:
    with model_server("hello") as model:
        server = OpenAIServer(model.url, "tiny", "key-1234", 2.0, 4.0)
        assert "".join(server.stream(MESSAGES, ANSWER_SCHEMA, 50)) == "hello"
    assert model.headers[0]["authorization"] == "Bearer key-1234"
    assert model.headers[0]["user-agent"] == "selfservice-kb answers"
    assert "x-stainless" not in json.dumps(model.headers)
    assert "key-1234" not in server.name + server.host + model.sent
