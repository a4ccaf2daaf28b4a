"""A server that gives no answer is given up: whoever waits for it would take the place of a reader for ever."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from kb.storage.database import connect
from tests.postgres import Postgres

pytestmark = pytest.mark.slow
SHORT = 0.5


@pytest.fixture
def engine(postgres: Postgres) -> Iterator[Engine]:
    with postgres.open_database() as opened:
        yield opened


def test_a_server_that_is_halted_is_given_up_and_used_again_when_it_goes_on(engine: Engine) -> None:
    with engine.connect() as connection:
        serving = int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.patience = SHORT
        os.kill(serving, signal.SIGSTOP)  # its system goes on acknowledging, as that of a machine whose disk hangs
        try:
            with pytest.raises(OperationalError, match="no sign within"):
                connection.scalar(text("SELECT 1"))
        finally:
            os.kill(serving, signal.SIGCONT)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_what_answers_in_time_is_waited_for_however_often_it_is_looked_at(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1 FROM pg_sleep(0.3)")) == 1
        assert connection.scalar(text("SELECT count(*) FROM generate_series(1, 100000)")) == 100_000


def test_settings_of_the_address_count_and_ours_where_it_has_none(postgres: Postgres) -> None:
    with postgres.new_database() as url:
        engine = connect(f"{url}&keepalives_idle=77")
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            said = driver.info.get_parameters()
        engine.dispose()
    assert said["keepalives_idle"] == "77"
    assert said["tcp_user_timeout"] == "15000"
