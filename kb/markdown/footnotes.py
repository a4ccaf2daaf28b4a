"""Numbers footnotes in the order in which a text names them, as GitHub does; the parser goes by where they stand."""

from __future__ import annotations

import re

from lxml import html

_NUMBER = re.compile(r"\d+$")


def number_footnotes(tree: html.HtmlElement) -> None:
    """Put the notes in order and write their numbers anew; one that nothing refers to comes last."""
    notes = {note.get("id"): note for note in tree.xpath(".//div[@class='footnote']/ol/li[@id]")}
    references = tree.find_class("footnote-ref")
    named = [name for reference in references if (name := (reference.get("href") or "")[1:]) in notes]
    numbers = {name: number for number, name in enumerate(dict.fromkeys((*named, *notes)), start=1)}
    for name, number in numbers.items():
        parent = notes[name].getparent()
        parent.append(notes[name])
        for back in notes[name].find_class("footnote-backref"):
            back.set("title", _NUMBER.sub(str(number), back.get("title") or ""))
    for reference in references:
        if (found := numbers.get((reference.get("href") or "")[1:])) is not None:
            reference.text = str(found)
