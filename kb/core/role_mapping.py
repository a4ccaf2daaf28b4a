"""Which role somebody has by what an identity provider, or a proxy in front, says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.core.roles import Role

# Some providers name their claims by an address.
_RULE = re.compile(r"((?:https?:)?[^:=]+):(.+)=(staff|author|editor|admin)")


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Whoever has ``value`` in the claim ``claim`` has at least ``role``."""

    claim: str
    value: str
    role: Role


def read_rules(text: str) -> tuple[RoleRule, ...]:
    """Rules like ``groups:kb-admins=admin,groups:support=staff``.

    Raises:
        ValueError: there is none, one is written otherwise, or a role does not exist.

    """
    found = tuple(_rule(part.strip()) for part in text.split(",") if part.strip())
    if not found:
        raise ValueError(text)
    return found


def role_of(rules: Iterable[RoleRule], claims: Mapping[str, object]) -> Role | None:
    """The highest role that a rule gives; None where none fits. A claim is a text or a list of them."""
    return max((rule.role for rule in rules if _has(claims.get(rule.claim), rule.value)), default=None)


def _rule(text: str) -> RoleRule:
    match = _RULE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return RoleRule(match[1].strip(), match[2].strip(), Role[match[3].upper()])


def _has(claim: object, value: str) -> bool:
    return value in claim if isinstance(claim, list) else claim == value
