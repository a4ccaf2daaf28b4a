"""Who may do what: one table of actions and the least role for each; docs/roles.md shows it. And which role somebody
has by what an identity provider, or a proxy in front, says of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Role(IntEnum):
    """What somebody is; each may all that the one before may."""

    READER = 0
    STAFF = 1
    AUTHOR = 2
    EDITOR = 3
    ADMIN = 4


class Action(StrEnum):
    """What can be asked for."""

    READ = "read public articles"
    READ_INTERNAL = "read internal articles"
    READ_TEAMS = "read the articles of every team"
    ANSWER = "use the desk, short links and replies"
    READ_MESSAGES = "read messages of the contact form"
    REPORT_TICKETS = "report numbers of tickets"
    WRITE = "write drafts and propose articles"
    READ_COMMENTS = "read comments of readers"
    REVIEW = "review articles"
    EDIT = "edit and publish articles"
    INSIGHTS = "see insights and reports"
    EXPORT = "export data"
    MANAGE = "manage accounts"


LEAST_ROLE: Mapping[Action, Role] = MappingProxyType(
    {
        Action.READ: Role.READER,
        Action.READ_INTERNAL: Role.STAFF,
        Action.READ_TEAMS: Role.EDITOR,
        Action.ANSWER: Role.STAFF,
        Action.READ_MESSAGES: Role.STAFF,
        Action.REPORT_TICKETS: Role.STAFF,
        Action.WRITE: Role.AUTHOR,
        Action.READ_COMMENTS: Role.AUTHOR,
        Action.REVIEW: Role.EDITOR,
        Action.EDIT: Role.EDITOR,
        Action.INSIGHTS: Role.EDITOR,
        Action.EXPORT: Role.EDITOR,
        Action.MANAGE: Role.ADMIN,
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. ``account`` is the number of their account, None for readers and at the machine itself; whoever
    comes with an API token may do only what it is for, ``limited_to``; ``token`` is its number and ``program`` what its
    owner called it. ``teams`` are the slugs of those they are in.
    """

    role: Role = Role.READER
    name: str = ""
    email: str = ""
    account: int | None = None
    limited_to: frozenset[Action] | None = None
    teams: frozenset[str] = frozenset()
    token: int | None = None
    program: str = ""

    @property
    def signature(self) -> str:
        """Under which name others see what they wrote: a program's, with that of whose token it has."""
        return f"{self.program} ({self.name})" if self.program else self.name

    def may(self, action: Action) -> bool:
        """Whether they may do ``action``."""
        return self.role >= LEAST_ROLE[action] and (self.limited_to is None or action in self.limited_to)


READER = Person()
AT_THE_COMMAND_LINE = Person(Role.ADMIN, "command line")

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
