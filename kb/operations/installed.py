"""Whether all that the site needs is installed: some of it is imported only when somebody asks for what it does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution, requires

from kb.core.errors import KbError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def look_for_packages(product: str = "selfservice-kb") -> None:
    """Look for every package that ``product`` requires; where it is not installed itself, nobody knows which these are.

    Raises:
        KbError: one is missing.

    """
    needed: Iterable[str] = ()
    with suppress(PackageNotFoundError):
        needed = requires(product) or ()
    if missing := missing_of(needed):
        raise KbError(
            f"{product} needs packages that are not installed: {', '.join(missing)}. "
            f"Install them with `pip install {' '.join(missing)}`, or all with `make serve`"
        )


def missing_of(requirements: Iterable[str]) -> list[str]:
    """The names of those ``requirements`` that are not installed, in order; what one has a condition for, as those of
    extras have, is not looked for.
    """
    names = [found[0] for one in requirements if ";" not in one and (found := _NAME.match(one))]
    return sorted(name for name in names if not _is_installed(name))


def _is_installed(name: str) -> bool:
    try:
        return bool(distribution(name))
    except PackageNotFoundError:
        return False
