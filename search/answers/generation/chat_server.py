"""A model on a server that speaks the chat interface of OpenAI: Ollama, llama.cpp, vLLM, hosted ones.

One address is asked, the one that was set: its name is looked up once, the connection is made to what was found, no
redirect is followed and no proxy of the environment asked. Without TLS only machines of this network are asked. An
answer is read up to a bound and taken as what anybody may have sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx2

from kb.core.networks import unwrapped
from kb.web.deadline_transport import DeadlineTransport, VisitDeadline
from kb.web.outside import Resolve, addresses_of, may_be_public
from search.answers.generation.prompt import Message
from search.answers.generation.provider import ProviderError

MOST_BYTES = 2**20
"""Of an answer with the frame of its stream."""
# What servers refuse that they do not know: a schema, the newer or the older name for the bound, a temperature.
_REFUSED = frozenset({400, 404, 415, 422, 500, 501})
_OLDER, _NEWER = "max_tokens", "max_completion_tokens"
_WAYS = ((True, _OLDER), (True, _NEWER), (False, _OLDER), (False, _NEWER))
"""With a schema or by the prompt alone, and how the bound is called; what worked once is remembered."""
_KEPT_HEADERS = frozenset({"host", "accept", "authorization", "content-type", "content-length", "connection"})


class OpenAIServer:
    """The server at ``url``, which ends in ``/v1`` or its like; ``key`` is what it knows us by.

    The first word must come after ``first_seconds``, the last after ``seconds``.

    Raises:
        ProviderError: the extra ``answers`` is not installed.

    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        first_seconds: float = 8.0,
        seconds: float = 25.0,
        resolve: Resolve = addresses_of,
    ) -> None:
        try:
            import openai
        except ImportError as error:
            raise ProviderError("install the extra 'answers'") from error
        self._openai = openai
        logging.getLogger("openai").setLevel(logging.WARNING)  # it would log what is asked, to the letter
        self._url, self._model, self._key = url, model, key
        self._first_seconds, self._seconds, self._resolve = first_seconds, seconds, resolve
        self._way = 0
        self.host = urlsplit(url).hostname or ""
        self.name = f"{model} at {url}"

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, Any], most_tokens: int
    ) -> Generator[str, None, None]:
        """The answer piece by piece.

        Raises:
            ProviderError: see there.

        """
        deadline = VisitDeadline(self._first_seconds)
        more = self._seconds - self._first_seconds
        try:
            with self._http(deadline) as http:
                client = self._openai.OpenAI(
                    base_url=self._url, api_key=self._key or "none", http_client=http, max_retries=0
                )
                for piece in self._pieces(client, messages, schema, most_tokens):
                    if more:
                        deadline.seconds, more = max(more, 0.0), 0.0
                        deadline.begin()
                    yield piece
        except ProviderError:
            raise
        except (self._openai.APITimeoutError, httpx2.TimeoutException):
            raise ProviderError(f"{self.host} has not answered in time") from None
        except self._openai.APIStatusError as error:
            also = "; redirects are not followed" if error.status_code in range(300, 400) else ""
            raise ProviderError(f"{self.host} answers {error.status_code}{also}") from None
        except (self._openai.APIConnectionError, httpx2.HTTPError, OSError) as error:
            cause = error.__cause__ or error
            raise ProviderError(f"{self.host} cannot be reached, or broke off: {type(cause).__name__}") from None
        except Exception as error:  # whatever the library makes of what the server sent
            raise ProviderError(f"{self.host} does not answer as a chat does: {type(error).__name__}") from error

    def _pieces(
        self, client: Any, messages: Sequence[Message], schema: Mapping[str, Any], most_tokens: int
    ) -> Generator[str, None, None]:
        with self._asked(client, messages, schema, most_tokens) as chunks:
            for chunk in chunks:
                for choice in chunk.choices or ():
                    if piece := choice.delta.content:
                        yield piece
                    if choice.finish_reason:
                        return
        raise ProviderError(f"{self.host} broke off")

    def _asked(self, client: Any, messages: Sequence[Message], schema: Mapping[str, Any], most_tokens: int) -> Any:
        """The stream, asked for in the way that this server takes."""
        for way in range(self._way, len(_WAYS)):
            has_schema, bound = _WAYS[way]
            more: dict[str, Any] = {bound: most_tokens}
            more |= {"temperature": 0} if bound == _OLDER else {}
            if has_schema:
                named = {"name": "answer", "schema": dict(schema), "strict": True}
                more["response_format"] = {"type": "json_schema", "json_schema": named}
            try:
                chunks = client.chat.completions.create(model=self._model, messages=list(messages), stream=True, **more)
            except self._openai.APIStatusError as error:
                if error.status_code not in _REFUSED or way == len(_WAYS) - 1:
                    raise
            else:
                self._way = way
                return chunks
        raise AssertionError

    def _http(self, deadline: VisitDeadline) -> httpx2.Client:
        transport = _BoundedTransport(deadline, connect_to=self._reachable())
        return httpx2.Client(
            transport=transport,
            timeout=self._seconds,
            trust_env=False,
            follow_redirects=False,
            event_hooks={"request": [_say_no_more]},
        )

    def _reachable(self) -> Callable[[str], list[str]]:
        is_plain = urlsplit(self._url).scheme == "http"

        def look_up(host: str) -> list[str]:
            try:
                addresses = self._resolve(host)
            except OSError:
                raise ProviderError(f"the name {self.host} is not known") from None
            for address in map(unwrapped, map(ip_address, addresses)):
                if address.is_link_local or address.is_multicast:
                    raise ProviderError(f"the name {self.host} stands for {address}, which is no address of a server")
                if is_plain and may_be_public(address):
                    raise ProviderError(f"{self.host} is out in the internet and without TLS: set an https: address")
            return addresses

        return look_up


def _say_no_more(request: httpx2.Request) -> None:
    """Leave out what the library tells of this machine."""
    for name in set(request.headers) - _KEPT_HEADERS:
        del request.headers[name]
    request.headers["User-Agent"] = "selfservice-kb answers"
    request.headers["Accept-Encoding"] = "identity"


class _BoundedTransport(DeadlineTransport):
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = _Bounded(response.stream)
        return response


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        taken = 0
        for piece in self._stream:
            taken += len(piece)
            if taken > MOST_BYTES:
                raise ProviderError(f"the model answers more than {MOST_BYTES} bytes")
            yield piece

    def close(self) -> None:
        self._stream.close()
