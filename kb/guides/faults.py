"""What is wrong with the ways through a guide: an answer without a link, a step that no answer leads to, a circle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.core.text import shorten
from kb.guides.steps import GuideStep

Ways = Mapping[str, Sequence[str]]
"""By the anchor of each step those of the steps that its answers lead to."""


@dataclass(frozen=True, slots=True)
class GuideFault:
    """One fault: ``code`` as ``kb check`` calls it, the step's ``anchor``, and the words of the guide that it is about:
    those of an answer, else of a heading.
    """

    code: str
    message: str
    anchor: str = ""
    words: str = ""


def faults_of(steps: Sequence[GuideStep]) -> Iterator[GuideFault]:
    """All that keeps a reader from an end, in the order of the text; links that lead nowhere are told elsewhere."""
    if not steps:
        yield GuideFault(
            "guide_without_steps", "kind: guide, but there is no step; begin each question with ## heading"
        )
        return
    ways = _ways(steps)
    reached, ending = distances(steps), _ending(steps, ways)
    for step in steps:
        shown = shorten(step.heading)
        for answer in step.answers:
            if not answer.href:
                message = f"the answer {shorten(answer.words)} of {shown} leads nowhere; make it a link: [words](#step)"
                yield GuideFault("guide_answer", message, step.anchor, answer.words)
        if step.anchor not in reached:
            message = f"no answer leads to the step {shown}; link to it (#{step.anchor}) or take it out"
            yield GuideFault("guide_unreachable", message, step.anchor, step.heading)
        elif step.anchor not in ending:
            message = f"all answers of the step {shown} lead round in a circle; let one lead to a step without answers"
            yield GuideFault("guide_circle", message, step.anchor, step.heading)


def distances(steps: Sequence[GuideStep]) -> dict[str, int]:
    """How many answers each step is away from the first at least, by anchor; without those that no answer leads to."""
    ways = _ways(steps)
    found = {step.anchor: 0 for step in steps[:1]}
    waiting = deque(found)
    while waiting:
        anchor = waiting.popleft()
        new = [after for after in ways[anchor] if after not in found]
        found.update(dict.fromkeys(new, found[anchor] + 1))
        waiting.extend(dict.fromkeys(new))
    return found


def _ways(steps: Sequence[GuideStep]) -> Ways:
    places = {place: step.anchor for step in steps for place in step.places}
    return {step.anchor: [places[answer.place] for answer in step.answers if answer.place in places] for step in steps}


def _ending(steps: Sequence[GuideStep], ways: Ways) -> set[str]:
    """The anchors of the steps from which some way ends: at a step that asks nothing more, or on another page."""
    before: dict[str, list[str]] = {}
    for anchor, afters in ways.items():
        for after in afters:
            before.setdefault(after, []).append(anchor)
    found = {step.anchor for step in steps if step.is_end or any(_leaves(answer.href) for answer in step.answers)}
    waiting = deque(found)
    while waiting:
        new = set(before.get(waiting.popleft(), ())) - found
        found |= new
        waiting.extend(new)
    return found


def _leaves(href: str) -> bool:
    return bool(href) and not href.startswith("#")
