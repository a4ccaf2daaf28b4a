"""Works answers out beside the request that asked, since chats wait three seconds; what is late goes to the address
that the chat gave for that.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from typing import Any

from kb.core.networks import IPAddress
from kb.web.outside import UnreachableError
from kb.web.posting import PostAnswer, post

logger = logging.getLogger(__name__)
SECONDS = 2.0
"""So long an answer may take to be that of the request itself; the rest of three seconds is for the way."""
POST_SECONDS = 10.0
THREADS, MOST = 4, 32
Message = dict[str, Any]
Work = Callable[[], Message | None]


class BusyError(Exception):
    """As many answers are being worked out as there may be."""


class LateAnswers:
    """Posts where ``may_visit`` allows it; ``seconds`` is how long a request waits."""

    def __init__(self, may_visit: Callable[[IPAddress], bool], seconds: float = SECONDS) -> None:
        self._may_visit, self.seconds = may_visit, seconds
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="chat")
        self._places = threading.BoundedSemaphore(MOST)

    def start(self) -> None:
        """Threads begin with the first answer."""

    def close(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def within(self, work: Work, url: str) -> Message | None:
        """What ``work`` gives in time; None where it is late and is posted to ``url``.

        Raises:
            BusyError: too many are being worked out.

        """
        future = self._begun(work)
        try:
            return future.result(self.seconds)
        except TooLateError:
            future.add_done_callback(lambda done: self._send(done, url))
            return None

    def beside(self, work: Work, url: str) -> None:
        """Post what ``work`` gives, if anything, to ``url`` as soon as it is there.

        Raises:
            BusyError: too many are being worked out.

        """
        self._begun(lambda: self._posted(work(), url))

    def post(self, url: str, message: Message, headers: Mapping[str, str] | None = None) -> PostAnswer:
        """Post ``message`` as JSON.

        Raises:
            UnreachableError: nobody took it.

        """
        given = {"Content-Type": "application/json", "User-Agent": "selfservice-kb chat", **(headers or {})}
        return post(url, json.dumps(message).encode(), given, self._may_visit, POST_SECONDS)

    def refusal(self, url: str, message: Message) -> str:
        """Post ``message`` as JSON; why it was not taken, empty where it was."""
        try:
            answer = self.post(url, message)
        except UnreachableError as error:
            return str(error)
        return "" if answer.is_taken else f"{answer.status} {answer.said}"

    def _begun(self, work: Work) -> Future[Message | None]:
        if not self._places.acquire(blocking=False):
            raise BusyError
        future = self._pool.submit(work)
        future.add_done_callback(self._done)
        return future

    def _done(self, future: Future[Message | None]) -> None:
        self._places.release()
        if not future.cancelled() and (error := future.exception()) is not None:
            logger.error("a chat was not answered", exc_info=error)

    def _send(self, done: Future[Message | None], url: str) -> None:
        if not done.cancelled() and done.exception() is None:
            self._posted(done.result(), url)

    def _posted(self, message: Message | None, url: str) -> None:
        if message is not None and url and (wrong := self.refusal(url, message)):
            logger.warning("a chat did not take an answer: %s", wrong)
