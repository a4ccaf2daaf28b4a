"""What one reading of ``entities.xml`` keeps: pages and all that belongs to them, without their texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kb.exchange.bundle.bundle import State
from kb.exchange.bundle.packed import Packed
from kb.exchange.confluence.entities import Entity, read_entities
from kb.exchange.confluence.view_restrictions import ViewRestrictions

_SAMPLE, _SAMPLE_CHARACTERS = 40, 8_000
STORAGE_FORMAT = "2"
"""The kind of a body that every version since 4.0 writes; 0 is the markup of before."""
_STATES: Mapping[str, State] = {"": "published", "current": "published", "draft": "draft", "archived": "archived"}
_IN_TRASH = ("deleted", "trashed")
_OTHER_CONTENT = {"BlogPost": "blog posts", "PageTemplate": "templates", "CustomContentEntityObject": "other content"}


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment: its file is ``attachments/CONTAINER/ID/VERSION``."""

    id: str
    container: str
    name: str
    version: int
    kind: str


@dataclass
class SpaceContent:
    """Everything by the ids of the export. ``pages`` are the present versions, also those in the trash."""

    spaces: dict[str, Entity] = field(default_factory=dict)
    pages: dict[str, Entity] = field(default_factory=dict)
    pending: dict[str, Entity] = field(default_factory=dict)
    """Changes to a page that were not published, by the page's id."""
    attached: dict[str, Entity] = field(default_factory=dict)
    bodies: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Kind and owner of each text."""
    restrictions: ViewRestrictions = field(default_factory=ViewRestrictions)
    comments: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    """How many objects of each class are not taken; older versions as ``versions``."""
    texts: list[str] = field(default_factory=list)
    """How the first texts begin, without tags: to tell their language."""
    label_names: dict[str, str] = field(default_factory=dict)
    labelled: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    users: dict[str, str] = field(default_factory=dict)
    full_names: dict[str, str] = field(default_factory=dict)
    media_types: dict[str, tuple[str, str]] = field(default_factory=dict)

    def state(self, page: Entity) -> State | None:
        """The state of a page; None in the trash. One that nobody knows is a draft."""
        status = page.value("contentStatus").lower()
        return None if status in _IN_TRASH else _STATES.get(status, "draft")

    def labels(self, page: str) -> tuple[str, ...]:
        """The labels of a page that are for everybody."""
        return tuple(filter(None, (self.label_names.get(one, "") for one in self.labelled.get(page, ()))))

    def user(self, key: str) -> str:
        """What somebody is called; of an address of mail what stands before the sign."""
        name = self.users.get(key, "")
        name = self.full_names.get(name.lower(), name)
        return name.partition("@")[0] if re.fullmatch(r"\S+@\S+", name) else name

    def author(self, page: Entity) -> str:
        """Who made a page, else who changed it last; empty where neither is known."""
        named = [self.user(page.of(who)) for who in ("creator", "lastModifier")]
        plain = [page.value(who) for who in ("creatorName", "lastModifierName")]
        return next(filter(None, (*named, *(self.full_names.get(one.lower(), one) for one in plain))), "")

    def attachments(self) -> Iterator[Attached]:
        """The newest version of each attachment of a page."""
        types = {owner: kind for owner, kind in self.media_types.values() if owner}
        for id_, one in self.attached.items():
            listed = (self.media_types.get(name, ("", ""))[1] for name in one.lists.get("contentProperties", ()))
            kind = one.value("contentType") or types.get(id_, "") or next(filter(None, listed), "")
            name, version = one.value("title", "fileName"), one.value("version", "attachmentVersion")
            number = int(version) if re.fullmatch(r"[0-9]{1,9}", version) else 1
            yield Attached(id_, one.of("containerContent", "content"), name, number, kind)

    def body_of_page(self) -> dict[str, str]:
        """The pages by the ids of their texts: of several the one in storage format."""
        best: dict[str, tuple[bool, str]] = {}
        owners = [(id_, kind, owner) for id_, (kind, owner) in self.bodies.items()]
        owners += [
            (id_, self.bodies[id_][0], page)
            for page, entity in self.pages.items()
            for id_ in entity.lists.get("bodyContents", ())
            if id_ in self.bodies
        ]
        for id_, kind, owner in owners:
            is_storage = kind in ("", STORAGE_FORMAT)
            if owner in self.pages and (owner not in best or (is_storage and not best[owner][0])):
                best[owner] = (is_storage, id_)
        return {id_: page for page, (_, id_) in best.items()}


def read_content(files: Packed, name: str) -> SpaceContent:
    """Read the file ``name`` once.

    Raises:
        ExportError: it cannot be read to its end.

    """
    content = SpaceContent()
    for entity in read_entities(files, name):
        if entity.kind in _OTHER_CONTENT:
            content.left_out[_OTHER_CONTENT[entity.kind]] += not entity.of("originalVersion")
        elif step := _STEPS.get(entity.kind):
            step(content, entity)
    return content


def _page(content: SpaceContent, page: Entity) -> None:
    of = page.of("originalVersion") or page.value("originalVersionId")
    if of and page.value("contentStatus").lower() == "draft":
        content.pending.setdefault(of, page)
    elif of:
        content.left_out["versions"] += 1
    elif page.id:
        content.pages.setdefault(page.id, page)
        content.restrictions.page(page)


def _body(content: SpaceContent, body: Entity) -> None:
    content.bodies[body.id] = (body.value("bodyType"), body.of("content"))
    if len(content.texts) < _SAMPLE and body.body:
        content.texts.append(re.sub(r"<[^<>]*>", " ", body.body[: 4 * _SAMPLE_CHARACTERS])[:_SAMPLE_CHARACTERS])


def _attachment(content: SpaceContent, one: Entity) -> None:
    if one.of("originalVersion") or one.value("originalVersionId"):
        content.left_out["versions"] += 1
    elif one.value("contentStatus").lower() in _IN_TRASH:
        content.left_out["trash"] += 1
    elif one.id:
        content.attached.setdefault(one.id, one)


def _property(content: SpaceContent, one: Entity) -> None:
    if one.value("name").upper() == "MEDIA_TYPE":
        content.media_types[one.id] = (one.of("content"), one.value("stringValue"))


def _label(content: SpaceContent, one: Entity) -> None:
    if one.value("namespace").lower() in ("", "global"):
        content.label_names[one.id] = one.value("name")


def _labelling(content: SpaceContent, one: Entity) -> None:
    content.labelled[one.of("content")].append(one.of("label"))


def _user(content: SpaceContent, one: Entity) -> None:
    content.users[one.id] = one.value("fullName", "displayName", "name")


def _account(content: SpaceContent, one: Entity) -> None:
    content.full_names[one.value("name").lower()] = one.value("displayName", "fullName")


def _comment(content: SpaceContent, one: Entity) -> None:
    if not one.of("originalVersion") and one.value("contentStatus").lower() not in _IN_TRASH:
        content.comments[one.of("containerContent", "content", "owner", "page")] += 1


_STEPS: Mapping[str, Callable[[SpaceContent, Entity], None]] = {
    "Space": lambda content, space: content.spaces.update({space.id: space}),
    "Page": _page,
    "BodyContent": _body,
    "Attachment": _attachment,
    "ContentProperty": _property,
    "Label": _label,
    "Labelling": _labelling,
    "ConfluenceUserImpl": _user,
    "InternalUser": _account,
    "Comment": _comment,
    "ContentPermissionSet": lambda content, one: content.restrictions.permission_set(one),
    "ContentPermission": lambda content, one: content.restrictions.permission(one),
    "SpacePermission": lambda content, one: content.restrictions.space_permission(one),
}
