"""How many questions of one reader in a day a model may answer, without keeping who asked."""

from __future__ import annotations

import hashlib

from kb.core.clock import Clock
from kb.storage.daily_secret import DailySecret
from kb.storage.database import naive_utc
from kb.web.rate_limit import MinuteLimit

_A_DAY, _MANY = 24 * 60 * 60, 1_000_000


class DailyReaders:
    """At most ``each`` a day from one network, of which only a digest is held, in memory, until the day is over."""

    def __init__(self, each: int, clock: Clock) -> None:
        self._clock = clock
        self._limit = MinuteLimit(each, _MANY, clock, _A_DAY)
        self._secret = DailySecret()

    def allows(self, network: str | None) -> bool:
        """Whether a reader of ``network`` may have one more; counts it if so."""
        if network is None:
            return self._limit.allows(None)
        secret = self._secret.of(naive_utc(self._clock()).date())
        return self._limit.allows(hashlib.blake2b(network.encode(), key=secret, digest_size=8).hexdigest())
