"""Whatever happens to the files of an export on their way, the import is right or says in one error what is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from kb.core.errors import KbError
from tests.kb.exchange.confluence import space_sample
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.samples import WRITERS

TIMES = 6
SAMPLES = [*sorted(WRITERS.items()), ("confluence", space_sample.write)]


def damage(content: bytes, chance: random.Random) -> bytes:
    """The content cut short, or with a few bytes that are others."""
    if chance.random() < 0.4:
        return content[: chance.randrange(len(content) + 1)]
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.choice(
                (0, 10, 34, 60, 123, 125, 255, chance.randrange(256))
            )
    return bytes(changed)


@pytest.mark.parametrize(("system", "write"), SAMPLES)
@pytest.mark.parametrize("seed", range(TIMES))
def test_a_damaged_export_is_imported_or_refused(
    exchange: Exchange, system: str, write: Callable[[Exchange], None], seed: int
) -> None:
    write(exchange)
    chance = random.Random(f"{system}{seed}")
    files = sorted(one for one in exchange.export.rglob("*") if one.is_file())
    for file in chance.sample(files, min(len(files), 2)):
        file.write_bytes(damage(file.read_bytes(), chance))
    assert told(exchange, system) in ("", str(exchange.export))  # the error names the file


def told(exchange: Exchange, system: str) -> str:
    """What the error names, if there is one: the folder of the export, or something else."""
    try:
        exchange.run(system, is_dry=True)
    except KbError as error:
        return str(exchange.export) if str(exchange.export) in str(error) else str(error)
    return ""
