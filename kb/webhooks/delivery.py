"""Tells receivers what waits for them, beside the pages; what does not go is tried again for three days."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine

from kb.core.clock import Clock
from kb.core.networks import Network
from kb.factors.sealing import BrokenSealError
from kb.storage.background import Repeating
from kb.storage.database import AWAY, said_by
from kb.web.outside import InsideError, UnreachableError, may_reach
from kb.web.posting import PostAnswer, asked_pause, post
from kb.webhooks.outbox import DueDelivery, claim_due, let_rest, note_failed, note_sent
from kb.webhooks.signing import signed_headers
from kb.webhooks.subscriptions import Subscriptions, switch_off

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 2.0
SECONDS = 15.0
"""So long a receiver may take for its answer."""
SLOW_SECONDS = 2.0
"""Whoever takes longer for an answer gets nothing else in the same pass, so that the others go first."""
MOST_AT_ONCE = 500
REST = timedelta(minutes=5)
"""So long one that hangs is left alone, for the sake of the others."""
AGENT = "selfservice-kb webhooks"


class WebhookSender(Repeating):
    """Sends what waits in ``database``; ``networks`` are those inside that receivers may be in, ``chance`` gives
    numbers from 0 to 1, ``seconds`` a receiver may take; after ``slow`` seconds the others go first.
    """

    def __init__(
        self,
        database: Engine,
        clock: Clock,
        subscriptions: Subscriptions,
        networks: tuple[Network, ...] = (),
        chance: Callable[[], float] = random.random,
        seconds: float = SECONDS,
        slow: float = SLOW_SECONDS,
    ) -> None:
        super().__init__("webhooks", self.deliver, SECONDS_BETWEEN_LOOKS)
        self._database, self._clock, self._subscriptions = database, clock, subscriptions
        self._may_visit, self._chance, self._seconds = may_reach(networks), chance, seconds
        self._slow = slow

    def deliver(self) -> int:
        """Send what is due now, until it is closed; how much went."""
        sent, slow = 0, set[int]()
        try:
            for _ in range(MOST_AT_ONCE):
                if self.is_closed:
                    break
                with self._database.connect() as connection:
                    if (due := claim_due(connection, self._clock(), slow)) is not None:
                        connection.commit()  # else nothing: what is kept until somebody writes would be read anew
                if due is None:
                    break
                began = time.monotonic()
                sent += self._tried(due)
                if time.monotonic() - began >= self._slow:
                    slow.add(due.subscription)
        except AWAY as error:
            logger.warning("what webhooks are to be told cannot be read: %s", said_by(error))
        return sent

    def _tried(self, due: DueDelivery) -> bool:
        """Whether it went. What nobody expected is a failed try of this one, and keeps no other waiting."""
        try:
            return self._deliver_one(due)
        except AWAY:
            raise
        except Exception as error:
            logger.exception("webhook %d could not be told (%s)", due.subscription, due.message)
            self._failed(due, None, f"it could not be sent ({type(error).__name__}); the log of the site says more")
            return False

    def _deliver_one(self, due: DueDelivery) -> bool:
        one = self._subscriptions.find(due.subscription)
        if one is None or one.off:
            return False
        try:
            secrets = self._subscriptions.secrets_of(one.id)
        except BrokenSealError as error:
            self._failed(due, None, f"{error}; make another secret")
            return False
        at, body = self._clock(), due.body.encode()
        headers = {"Content-Type": "application/json", "User-Agent": AGENT}
        headers |= signed_headers(secrets, due.message, int(at.timestamp()), body)
        try:
            answer = post(one.url, body, headers, self._may_visit, self._seconds)
        except InsideError as error:
            self._failed(due, None, f"{error}; name its network in KB_WEBHOOK_NETWORKS")
            return False
        except UnreachableError as error:
            self._failed(due, None, str(error), rest=REST)
            return False
        return self._noted(due, answer)

    def _noted(self, due: DueDelivery, answer: PostAnswer) -> bool:
        if wrong := fault(answer):
            hold = asked_pause(answer.retry_after, self._clock()) if answer.status in (429, 502, 503, 504) else None
            self._failed(due, answer.status, wrong, hold=hold, rest=hold, is_gone=answer.status == 410)
            return False
        with self._database.begin() as connection:
            note_sent(connection, due, self._clock(), answer.status)
        return True

    def _failed(
        self,
        due: DueDelivery,
        status: int | None,
        why: str,
        *,
        hold: timedelta | None = None,
        rest: timedelta | None = None,
        is_gone: bool = False,
    ) -> None:
        now = self._clock()
        with self._database.begin() as connection:
            note_failed(connection, due, now, status, why, self._chance, hold or timedelta())
            if is_gone:
                switch_off(connection, due.subscription)
        if rest:  # apart: whoever holds a row while it waits for all others waits for somebody who does the same
            with self._database.begin() as connection:
                let_rest(connection, due.subscription, now, rest)
        logger.info("webhook %d was not told (%s): %s", due.subscription, due.message, why)


def fault(answer: PostAnswer) -> str:
    """Why ``answer`` is not that of a receiver that has it; empty where it is."""
    if answer.status == 410:
        return "410: it is gone, and is told nothing more"
    if 300 <= answer.status < 400:
        return f"{answer.status}: it leads elsewhere; give the address that it leads to"
    if not answer.is_taken:
        return f"{answer.status} {answer.said}"
    if answer.content_type.partition(";")[0].strip().lower() in ("text/html", "application/xhtml+xml"):
        return f"{answer.status} with a web page, as of a sign-in: no receiver answers so"
    return ""
