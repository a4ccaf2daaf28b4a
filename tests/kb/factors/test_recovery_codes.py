"""Each recovery code works once, however it is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, text

from kb.accounts.accounts import Account
from kb.factors import recovery_codes


def test_each_of_ten_codes_works_once_for_its_account_and_new_ones_end_them(database: Engine, ann: Account) -> None:
    with database.begin() as connection:
        codes = recovery_codes.make(connection, ann.id)
        assert len(set(codes)) == recovery_codes.COUNT
        kept = str(connection.execute(text("SELECT * FROM recovery_codes")).all())
        assert not any(code in kept or code.replace("-", "") in kept for code in codes)
        assert not recovery_codes.use(connection, ann.id + 1, codes[0])
        assert recovery_codes.use(connection, ann.id, codes[0].upper().replace("-", " "))
        assert not recovery_codes.use(connection, ann.id, codes[0])
        assert recovery_codes.count(connection, ann.id) == 9
        recovery_codes.make(connection, ann.id)
        assert not recovery_codes.use(connection, ann.id, codes[1])
        assert recovery_codes.count(connection, ann.id) == 10


def test_of_two_who_make_codes_at_the_same_time_one_has_those_that_work(database: Engine, ann: Account) -> None:
    def make(_: int) -> list[str]:
        with database.begin() as connection:
            return recovery_codes.make(connection, ann.id)

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(make, range(8)))
    with database.begin() as connection:
        assert recovery_codes.count(connection, ann.id) == 10
        work = [codes for codes in made if recovery_codes.use(connection, ann.id, codes[0])]
    assert len(work) == 1
