"""How a query is written, parsed by Whoosh: ``"exact phrase"``, ``-word``, ``title:word``, ``category:x``, ``tag:x``,
``AND``/``OR``/``NOT``, ``prefix*``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import fields, qparser, query
from whoosh.qparser import plugins

from search.index.interface import Parsed
from search.text.folding import words

_OPERATORS = re.compile(r'["*]|(?:^|[\s(])[-+](?=[^\W\d]|")|\b(?:AND|OR|NOT)\b|\b(?:title|category|tag):\S', re.UNICODE)
_LABEL_FIELDS = ("category", "tag")
_QUOTED = re.compile(r'(?<![-+:])"[^"]*"')
# In a sentence quotation marks are what they are in any text: so many words beside what is quoted make one.
SENTENCE = 5
# Shorter beginnings are those of half the words there are; of longer ones only the first few are looked for.
SHORTEST_PREFIX = 3
MAX_PREFIXES = 5
# Of a quotation so many words are compared; so many are asked for in all, each counted once.
LONGEST_PHRASE = 16
MAX_CLAUSES = 40


class Syntax:
    """Parses queries for an index with ``schema``."""

    def __init__(self, schema: fields.Schema) -> None:
        self._parser = _parser(schema, _operators())
        self._shouted = _parser(schema, [])

    def parse(self, text: str) -> Parsed:
        """Take ``text`` apart; whatever is not understood is words to look for.

        In a query that is all capitals AND, OR and NOT are words too: people shout.
        """
        if not _OPERATORS.search(text) or _only_quotes(text):
            return Parsed(text)
        parser = self._shouted if text.isupper() else self._parser
        try:
            tree = _Bounds().bounded(parser.parse(text, normalize=False))
        except Exception:  # noqa: BLE001 - the parser promises nothing for hostile input; a reader never sees that
            return Parsed(text)
        spans = sorted(set(_spans(tree)))
        words = " ".join(text[start:end] for start, end in spans)
        constraint = _pruned(_constraint(tree))
        if constraint is not None and _clauses(constraint) > MAX_CLAUSES:
            return Parsed(words, too_much=True)
        return Parsed(words or text if constraint is None else words, constraint)


def _only_quotes(text: str) -> bool:
    """Whether this is a sentence that quotes something, and has no other operator."""
    rest = _QUOTED.sub(" ", text)
    return '"' in text and not _OPERATORS.search(rest) and '"' not in rest and len(words(rest)) >= SENTENCE


class _Bounds:
    """Makes a word of what begins too many, and cuts what is quoted too long."""

    def __init__(self) -> None:
        self._prefixes: set[tuple[str, str]] = set()

    def bounded(self, tree: Any) -> Any:
        """``tree`` within the bounds."""
        return tree.accept(self._leaf)

    def _leaf(self, node: Any) -> Any:
        if isinstance(node, query.Phrase) and len(node.words) > LONGEST_PHRASE:
            return _at(type(node)(node.fieldname, node.words[:LONGEST_PHRASE]), node)
        if not isinstance(node, query.Prefix):
            return node
        name = node.fieldname, node.text
        if len(node.text) >= SHORTEST_PREFIX and (name in self._prefixes or len(self._prefixes) < MAX_PREFIXES):
            self._prefixes.add(name)
            return node
        return _at(query.Term(*name), node)


def _at(node: Any, before: Any) -> Any:
    """``node`` where ``before`` stands in the query."""
    node.startchar, node.endchar = before.startchar, before.endchar
    return node


def _clauses(constraint: Any) -> int:
    """How many different words it asks for, those of quotations one by one."""
    leaves = {repr(leaf): len(getattr(leaf, "words", ())) or 1 for leaf in constraint.leaves()}
    return sum(leaves.values())


class _Compound(query.Phrase):  # type: ignore[misc]
    """A word of several parts (``CB-200``): stands bare like any word; where it is asked for, the parts in order."""


class _Either(query.Or):  # type: ignore[misc]
    """An OR that somebody wrote; a plain ``Or`` is words side by side."""


class _EitherGroup(qparser.OrGroup):  # type: ignore[misc]
    qclass = _Either


class _Prefixes(plugins.PrefixPlugin):  # type: ignore[misc]
    """``pass*``, also behind a minus or a field, which Whoosh takes for part of the word."""

    expr = r"(?P<text>\w+)\*(?=\s|$|\))"


class _Parser(qparser.QueryParser):  # type: ignore[misc]
    def multitoken_query(self, _spec: str, texts: list[str], fieldname: str, _termclass: Any, boost: float) -> Any:
        return _Compound(fieldname, texts, boost=boost)


def _operators() -> list[Any]:
    """NOT binds tighter than AND, AND tighter than OR."""
    tagger, syntax = plugins.OperatorsPlugin.OpTagger, qparser.syntax
    taggers = (
        tagger(r"(^|(?<=[\s(]))NOT(?=\s)", syntax.NotGroup, syntax.PrefixOperator),
        tagger(r"(?<=\s)AND(?=\s)", syntax.AndGroup),
        tagger(r"(?<=\s)OR(?=\s)", _EitherGroup),
    )
    return [(tagger, 0) for tagger in taggers]


def _parser(schema: fields.Schema, operators: Sequence[Any]) -> qparser.QueryParser:
    minus = r"(^|(?<=[\s(]))-(?=[^\W\d]|\")"
    plus = r"(^|(?<=[\s(]))\+(?=\w|\")"
    return _Parser(
        "text",
        schema,
        group=qparser.OrGroup,
        plugins=[
            plugins.WhitespacePlugin(),
            _Prefixes(),
            plugins.PhrasePlugin(),
            plugins.FieldsPlugin(remove_unknown=True),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(operators, clean=True),
            plugins.PlusMinusPlugin(plus, minus),
        ],
    )


def _constraint(tree: Any) -> Any:
    """What must hold: everything but bare words side by side, which only rank."""
    if isinstance(tree, query.AndNot):
        wanted = _constraint(tree.a)
        return query.And([wanted or query.Every(), query.Not(tree.b)])
    if isinstance(tree, query.AndMaybe):
        return query.And([_constraint(tree.a) or query.Every(), _constraint(tree.b) or query.Every()])
    if isinstance(tree, _Either):
        either = [_constraint(child) for child in tree.subqueries]
        return None if None in either else query.Or(either)
    if isinstance(tree, query.Or):
        needed = [part for part in (_constraint(child) for child in tree.subqueries) if part is not None]
        return query.And([*needed, query.Every()]) if needed else None
    if isinstance(tree, query.Term | _Compound) and tree.fieldname == "text":
        return None
    return tree if not isinstance(tree, query.qcore._NullQuery) else None


def _pruned(tree: Any) -> Any:
    """The constraint without the parts that say nothing; None where nothing is left."""
    if isinstance(tree, query.Not):
        inner = _pruned(tree.query)
        return None if inner is None else query.Not(inner)
    if isinstance(tree, query.And | query.Or):
        parts = [part for part in map(_pruned, tree.subqueries) if part is not None]
        if not parts or all(isinstance(part, query.Every) for part in parts):
            return None
        return type(tree)(parts)
    if isinstance(tree, query.Phrase):
        words_ = [word for word in tree.words if word]
        if words_ and tree.fieldname in _LABEL_FIELDS:
            return query.Term(tree.fieldname, " ".join(words_))
        return tree if words_ else None
    return None if isinstance(tree, query.qcore._NullQuery) else tree


def _spans(tree: Any) -> Iterator[tuple[int, int]]:
    """Where in the query the words stand that ranking should use."""
    if isinstance(tree, query.Not | query.Prefix):
        return
    if isinstance(tree, query.AndNot):
        yield from _spans(tree.a)
        return
    children = list(tree.children())
    if children and not isinstance(tree, query.Phrase):
        for child in children:
            yield from _spans(child)
    elif getattr(tree, "fieldname", None) not in _LABEL_FIELDS and tree.startchar is not None:
        yield tree.startchar, tree.endchar
