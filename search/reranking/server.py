"""A reranker on a server that speaks ``/v1/rerank``, as those of Cohere, Jina, vLLM and llama.cpp do.

One address is asked, the one that was set: no redirect is followed and no proxy of the environment is asked. An answer
is read up to a bound, and taken as what anybody may have sent.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx2

from kb.web.deadline_transport import DeadlineTransport, VisitDeadline
from search.reranking.scores import UNSCORED, RerankerError

MOST_BYTES = 2**20
"""Of an answer; with all texts of a question in it, as some servers send them back, it has a quarter of that."""


class RerankServer:
    """The server at ``url``; ``model`` is what it calls the model, ``key`` what it knows us by, each empty for none."""

    def __init__(self, url: str, model: str = "", key: str = "") -> None:
        self._url, self._model = url, model
        self._host = urlsplit(url).hostname
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        self._headers |= {"Authorization": f"Bearer {key}"} if key else {}
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._clients: list[httpx2.Client] = []

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._clients:
                client.close()

    def score(self, question: str, texts: Sequence[str], seconds: float) -> list[float]:
        """What the server says of each of ``texts``; ``UNSCORED`` of those it leaves out.

        Raises:
            RerankerError: it cannot be reached in time, refuses, or answers something else.

        """
        asked: dict[str, Any] = {"model": self._model} if self._model else {}
        asked |= {"query": question, "documents": list(texts), "top_n": len(texts)}
        try:
            return _scores(json.loads(self._post(asked, seconds)), len(texts))
        except httpx2.TimeoutException:
            raise RerankerError(f"{self._host} has not answered within {seconds * 1000:.0f} ms") from None
        except httpx2.HTTPError as error:
            raise RerankerError(f"{self._host} cannot be asked: {error or type(error).__name__}") from None
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError):
            raise RerankerError(f"{self._host} does not answer as /v1/rerank does") from None

    def _post(self, asked: dict[str, Any], seconds: float) -> bytes:
        client = self._client(seconds)
        found = bytearray()
        with client.stream("POST", self._url, json=asked, headers=self._headers) as response:
            if not response.is_success:
                also = "; redirects are not followed" if response.is_redirect else ""
                raise RerankerError(f"{self._host} answers {response.status_code}{also}")
            for piece in response.iter_raw():
                found += piece
                if len(found) > MOST_BYTES:
                    raise RerankerError(f"{self._host} answers more than {MOST_BYTES} bytes")
        return bytes(found)

    def _client(self, seconds: float) -> httpx2.Client:
        """The connection of this thread, with ``seconds`` from now on."""
        if not hasattr(self._mine, "client"):
            self._mine.deadline = VisitDeadline(seconds)
            transport = DeadlineTransport(self._mine.deadline, kept=1)
            self._mine.client = httpx2.Client(transport=transport, timeout=seconds, trust_env=False)
            with self._lock:
                self._clients.append(self._mine.client)
        self._mine.deadline.begin()
        client: httpx2.Client = self._mine.client
        return client


def _scores(answer: Any, count: int) -> list[float]:
    """The scores in an answer by the places of the texts; of two for one text the first counts.

    Raises:
        TypeError: it is none; also ``KeyError``, ``IndexError`` and what ``float`` raises.

    """
    scores = [UNSCORED] * count
    told: set[int] = set()
    for result in answer["results"]:
        place, score = result["index"], result["relevance_score"]
        if type(place) is not int or isinstance(score, bool | str):
            raise TypeError
        if not 0 <= place < count:
            raise IndexError
        if place not in told and score is not None:
            told.add(place)
            scores[place] = float(score)
    return scores
