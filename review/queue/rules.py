"""``articles/review.yml``: other intervals for a category, tag, language or owner, and where owners get their mail.

    rules:                      # the first that fits counts
      - category: orders        # and the categories below it
        review_in: 3 months     # due; overdue after twice that
      - tag: legal
        language: fa
        due: 1 month
        overdue: 6 weeks
    owners:
      Orders team: orders@example.com, ann@example.com
    readers_flag: 4             # see review.queue.flag_setting

An entry that cannot be read is reported and left out; the others count.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kb.approval.owner_names import UnreadableError, found_in, mail_address, parts_of
from kb.catalog.article import Article
from kb.core.errors import Problem
from kb.core.intervals import ReviewInterval, parse_interval
from kb.core.text import shorten
from kb.files.inside import read_inside
from kb.front_matter.parse import FrontMatterError, Value
from kb.front_matter.yaml_file import read_yaml
from review.queue.complaints import USUAL, FlagRule
from review.queue.flag_setting import NAME as READERS_FLAG
from review.queue.flag_setting import read_flag_rule
from review.queue.policy import SITE, Intervals

if TYPE_CHECKING:
    pass


def check_rules(root: Path) -> list[Problem]:
    """What is wrong with ``review.yml``, for ``kb check``."""
    return list(RuleFile(root).read().problems)


RULES_FILE = "review.yml"
MAX_BYTES = 256 * 1024
INTERVAL = "an interval like '6 months', '52 weeks' or 'never'"
_WHO = ("category", "tag", "language", "owner")
_WHEN = ("review_in", "due", "overdue")


@dataclass(frozen=True, slots=True)
class Rule:
    """Which articles (every condition given must hold) have other intervals."""

    intervals: Intervals
    category: str | None = None
    tag: str | None = None
    language: str | None = None
    owner: str | None = None

    def fits(self, article: Article, owner: str | None) -> bool:
        """Whether it is about ``article``, for which ``owner`` answers."""
        return (
            (self.category is None or article.is_in(self.category))
            and (self.tag is None or self.tag in article.tags)
            and (self.language is None or self.language == article.language)
            and (self.owner is None or self.owner == owner)
        )


@dataclass(frozen=True)
class Rules:
    """What the file says, with the intervals of the ``site`` for the rest."""

    site: Intervals = SITE
    rules: tuple[Rule, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()
    readers_flag: FlagRule | None = USUAL

    def intervals(self, article: Article, owner: str | None) -> Intervals:
        """The article's own ``review_in``, else the first rule that fits, else the site's."""
        if article.review_in is not None:
            return Intervals.of(article.review_in)
        return next((rule.intervals for rule in self.rules if rule.fits(article, owner)), self.site)

    def address(self, owner: str | None) -> str | None:
        """Where ``owner`` gets mail: what the file says, else the owner where that is an address itself.

        Several have commas between them, as ``addresses_of`` takes them apart.
        """
        if owner is None:
            return None
        found = self.addresses.get(owner) or ", ".join(found_in(owner))
        return found or None

    def addresses_of(self, owner: str | None) -> tuple[str, ...]:
        """Each address at which ``owner`` gets mail."""
        return tuple(parts_of(self.address(owner) or ""))


class RuleFile:
    """Reads the file of one articles folder, and again when it has changed."""

    def __init__(self, root: Path, site: Intervals = SITE) -> None:
        self._file = root / RULES_FILE
        self._known: tuple[tuple[int, int] | None, Rules] = (None, Rules(site))
        self._site = site

    def read(self) -> Rules:
        """The rules now; where the file cannot be read those of before, with the problem."""
        try:
            status = self._file.stat()
            stamp = status.st_mtime_ns, status.st_size
            if stamp != self._known[0]:
                self._known = stamp, read_rules(self._text(), self._site)
        except FileNotFoundError:
            self._known = None, Rules(self._site)
        except (OSError, UnicodeDecodeError) as error:
            before = self._known[1]
            why = getattr(error, "strerror", None) or error
            problem = Problem("error", "review_rules", RULES_FILE, f"the file cannot be read: {why}")
            return replace(before, problems=(problem,))
        return self._known[1]

    def _text(self) -> str:
        raw = read_inside(self._file.parent, self._file.name, MAX_BYTES)
        if len(raw) > MAX_BYTES:
            raise OSError(errno.EFBIG, f"it is larger than {MAX_BYTES // 1024} KB")
        return raw.decode("utf-8-sig")


def read_rules(text: str, site: Intervals = SITE) -> Rules:
    """Read the text of ``review.yml``; nothing in it can raise."""
    reader = _RulesReader(site)
    try:
        values = read_yaml(text, reader.refuse)
    except FrontMatterError as error:
        reader.refuse(str(error), error.line, error.key)
        return Rules(site, problems=tuple(reader.problems))
    rules, addresses = reader.read(values)
    flag = read_flag_rule(values.get(READERS_FLAG), reader.refuse)
    return Rules(site, rules, MappingProxyType(addresses), tuple(reader.problems), flag)


class _RulesReader:
    def __init__(self, site: Intervals) -> None:
        self.problems: list[Problem] = []
        self._site = site

    def refuse(self, message: str, line: int, key: str | None = None, value: object = None) -> None:
        """Report a value. ``line`` is that of the file, from 1."""
        written = None if value is None else str(value)
        self.problems.append(Problem("error", "review_rules", RULES_FILE, message, max(line, 1), key, written))

    def read(self, values: Mapping[str, Value]) -> tuple[tuple[Rule, ...], dict[str, str]]:
        for key, value in values.items():
            if key not in ("rules", "owners", READERS_FLAG):
                self.refuse(f"{key!r} is not known here; use rules or owners, or readers_flag", value.line, key)
        rules = [rule for item in self._items(values.get("rules")) if (rule := self._rule(item))]
        return tuple(rules), self._addresses(values.get("owners"))

    def _items(self, value: Value | None) -> Iterator[Value]:
        if value is None or value.data is None:
            return
        if not isinstance(value.data, list):
            self.refuse("rules is a list of '- ' entries", value.line, "rules")
            return
        for item in value.data:
            if isinstance(item.data, dict):
                yield item
            else:
                self.refuse("a rule is made of 'key: value' lines", item.line, "rules", item.data)

    def _rule(self, item: Value) -> Rule | None:
        before = len(self.problems)
        entries: dict[str, Value] = item.data
        for key, value in entries.items():
            if key not in (*_WHO, *_WHEN):
                self.refuse(f"{key!r} is not known in a rule; use {', '.join((*_WHO, *_WHEN))}", value.line, key)
        who = {key: self._one(key, entries[key], str, "a name") for key in _WHO if key in entries}
        when = {key: self._one(key, entries[key], parse_interval, INTERVAL) for key in _WHEN if key in entries}
        if len(self.problems) == before and not who:
            self.refuse(f"a rule says whom it is for: {', '.join(_WHO)}", item.line)
        if len(self.problems) == before and not when:
            self.refuse("a rule says when: review_in, or due and overdue", item.line)
        if len(self.problems) > before:
            return None
        intervals = self._intervals(item.line, **when)
        return Rule(intervals, **who) if intervals else None

    def _intervals(
        self,
        line: int,
        review_in: ReviewInterval | None = None,
        due: ReviewInterval | None = None,
        overdue: ReviewInterval | None = None,
    ) -> Intervals | None:
        if review_in is not None:
            if due is None and overdue is None:
                return Intervals.of(review_in)
            self.refuse("review_in says both; leave out due and overdue", line, "review_in")
            return None
        found = Intervals(due or self._site.due, overdue) if overdue else Intervals.of(due or self._site.due)
        if found.due.never or found.overdue.is_longer_than(found.due):
            return found
        self.refuse("overdue comes after due", line, "overdue")
        return None

    def _addresses(self, value: Value | None) -> dict[str, str]:
        if value is None or value.data is None:
            return {}
        if not isinstance(value.data, dict):
            self.refuse("owners is made of 'name: address' lines", value.line, "owners")
            return {}
        found = {name: self._addresses_of(name, given) for name, given in value.data.items()}
        return {name: addresses for name, addresses in found.items() if addresses}

    def _addresses_of(self, name: str, given: Value) -> str:
        """One address, several with commas or semicolons between them, or a list; each that can be read counts."""
        read = partial(self._one, name, parse=mail_address, expected="an e-mail address")
        if isinstance(given.data, list):
            found = [read(item) for item in given.data]
        elif isinstance(given.data, str) and len(parts := parts_of(given.data)) > 1:
            found = [read(replace(given, data=part)) for part in parts]
        else:
            found = [read(given)]
        return ", ".join(dict.fromkeys(address for address in found if address is not None))

    def _one(self, key: str, value: Value, parse: Callable[[str], Any], expected: str) -> Any:
        try:
            if not isinstance(value.data, str) or not value.data.strip():
                raise UnreadableError
            return parse(value.data.strip())
        except ValueError:
            self.refuse(f"{key}: {shorten(value.plain())} is not {expected}", value.line, key, value.plain())
            return None
