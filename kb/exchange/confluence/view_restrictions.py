"""Who may view a page, as far as an export says it. Whatever cannot be told counts as not for everybody.

A page has sets of permissions: one for viewing it and everything below it, others for changing it. Who may view a space
is said by permissions of its own; somebody without an account is one without any name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.exchange.confluence.entities import Entity

_HARMLESS = frozenset({"edit", "share"})
"""Kinds of permissions that keep nobody from reading."""
_VIEW_SPACE = "VIEWSPACE"
_SUBJECTS = ("userName", "userSubject", "group", "groupName", "allUsersSubject", "user")


@dataclass
class ViewRestrictions:
    """Told of the objects in whatever order they come; asked when all have come."""

    _parents: dict[str, str] = field(default_factory=dict)
    _ancestors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)
    _listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _permissions: set[str] = field(default_factory=set)
    """Sets to which a permission to view belongs, whatever they say of themselves."""
    _spaces: dict[str, bool] = field(default_factory=dict)

    def page(self, page: Entity) -> None:
        """Note the present version of a page."""
        self._parents[page.id] = page.of("parent")
        if above := page.lists.get("ancestors"):
            self._ancestors[page.id] = above
        if sets := page.lists.get("contentPermissionSets"):
            self._listed[page.id] = sets

    def permission_set(self, one: Entity) -> None:
        """Note a ``ContentPermissionSet``."""
        self._owners[one.id] = one.of("owningContent")
        self._kinds[one.id] = one.value("type").lower()

    def permission(self, one: Entity) -> None:
        """Note a ``ContentPermission``."""
        if one.value("type").lower() not in _HARMLESS:
            self._permissions.add(one.of("owningSet"))

    def space_permission(self, one: Entity) -> None:
        """Note a ``SpacePermission``."""
        if one.value("type").upper() == _VIEW_SPACE:
            is_anybody = not any(one.values.get(name) or name in one.refers for name in _SUBJECTS)
            space = one.of("space")
            self._spaces[space] = self._spaces.get(space, False) or is_anybody

    def restricted(self) -> tuple[frozenset[str], bool]:
        """The pages that are restricted themselves, and whether a restriction is of a page that nobody can tell, which
        may be any.
        """
        found, owners = set(), {one: page for page, sets in self._listed.items() for one in sets}
        is_lost = False
        for one in {*self._kinds, *self._permissions, *owners}:
            kind = self._kinds.get(one, "")
            if kind in _HARMLESS and one not in self._permissions:
                continue
            owner = self._owners.get(one) or owners.get(one, "")
            found.add(owner)
            is_lost |= not owner
        return frozenset(found), is_lost

    def for_everybody(self) -> frozenset[str]:
        """The pages that neither they themselves nor any above them keep from anybody, up to the top."""
        restricted, is_lost = self.restricted()
        restricted |= {
            page
            for page, above in self._ancestors.items()  # some exports name a parent here that the page itself lacks
            if any(one not in self._parents or one in restricted for one in above)
        }
        verdicts: dict[str, bool] = {"": not is_lost}
        for page in self._parents:
            way: list[str] = []
            here, seen = page, set[str]()
            while here not in verdicts and here in self._parents and here not in seen and here not in restricted:
                seen.add(here)
                way.append(here)
                here = self._parents[here]
            is_open = verdicts.get(here, False)  # no: a circle, a parent that is not there, or a restriction
            verdicts.update(dict.fromkeys(way, is_open))
        return frozenset(one for one, is_open in verdicts.items() if is_open and one)

    def space_is_open(self, space: str) -> bool | None:
        """Whether people without an account may view a space; None where the export says it of none."""
        return self._spaces.get(space, False) if self._spaces else None
