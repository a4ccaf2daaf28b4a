"""Of each language: how a step is told that commands, how one that does not; what no rule can tell is in neither.

English has the verbs that steps of help texts begin with. Russian and Persian mark the polite command by its ending.
Arabic does not where vowels are not written, so of it only the passive that is made with ``يتم`` is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_VERBS = (
    "accept|add|adjust|agree|aim|align|allow|apologise|apply|approve|ask|assign|attach|attend|avoid|back|bake|"
    "begin|boil|break|bring|browse|brush|build|buy|call|cancel|change|charge|check|choose|clean|clear|click|"
    "close|collect|compare|complete|confirm|connect|contact|continue|copy|count|cover|create|cut|delete|"
    "descale|detach|dip|disable|disconnect|do|dock|download|drag|drain|draw|drive|drop|dry|edit|email|empty|"
    "enable|end|enter|examine|exit|explain|export|fasten|fetch|file|fill|find|finish|fit|fix|flip|fluff|focus|"
    "fold|follow|forward|gather|get|give|go|grease|grind|hand|hang|have|heat|hold|hover|import|include|insert|"
    "inspect|install|invite|join|keep|knead|knock|leave|let|lift|link|list|load|lock|log|look|loosen|lower|"
    "make|mark|match|measure|meet|mix|mount|move|name|note|observe|open|order|pack|park|paste|pay|peel|permit|"
    "pick|place|plan|play|plug|point|post|pour|power|practise|prefer|prepare|press|print|prop|protect|prove|"
    "pull|push|put|quit|raise|read|reboot|rebuild|receive|record|refill|release|remember|remove|rename|repeat|"
    "replace|reply|report|request|reset|restart|return|review|ring|rinse|roll|rotate|rub|run|save|say|scan|"
    "screw|scroll|search|secure|see|select|send|serve|set|shake|share|shorten|show|shut|sign|simmer|skip|"
    "slide|snap|soak|soften|solve|sort|spray|spread|sprinkle|squeeze|stand|start|stay|steam|stick|stir|stop|"
    "store|stretch|strip|submit|swap|sweep|swipe|switch|take|tap|tear|tell|test|think|tick|tie|tighten|tilt|"
    "touch|transfer|treat|trim|try|turn|twist|type|unclip|undo|unfold|unlink|unlock|unplug|unscrew|untick|"
    "unwrap|update|upgrade|upload|use|verify|visit|wait|warm|wash|watch|wear|weigh|wind|wipe|wire|work|wrap|"
    "write|zoom"
)
_PARTICIPLE = (
    r"(?:\w+ed|bent|bought|brought|built|chosen|cut|done|drawn|driven|found|given|held|hung|kept|left|made|paid|put|read"
    r"|seen|sent|set|shown|shut|taken|told|torn|turned|written)"
)


@dataclass(frozen=True, slots=True)
class StepRules:
    """``command`` finds a step that says what to do; ``passive`` and ``telling`` find ones that do not."""

    command: re.Pattern[str] | None
    passive: re.Pattern[str] | None
    telling: re.Pattern[str] | None = None


_CLAUSE = (
    r"(?:^|[.!?:;,–—(]\s*|\b(?:then|and|or|to|please|now|simply|just|carefully|gently|slowly|first|next|again)\s+)"
)
RULES: Mapping[str, StepRules] = {
    "en": StepRules(
        re.compile(rf"{_CLAUSE}(?:do not|don't|never|always)?\s*(?:{_VERBS})\b", re.I),
        re.compile(
            rf"^(?:the|your|this|these|each|every|all|any|an?)\b[^.,;:]*?"
            rf"\b(?:(?:must|should|has to|have to|needs to|need to|is to|are to) be|(?:is|are) (?:now|then|first)"
            rf"|(?:is|are)(?= {_PARTICIPLE} by\b)) {_PARTICIPLE}\b",
            re.I,
        ),
        re.compile(r"^(?:you (?:should|must|will|need to|have to)|it is necessary|there (?:is|are))\b", re.I),
    ),
    "ru": StepRules(
        re.compile(r"\b\w+(?:[йь]те|ите)(?:сь)?\b", re.I),
        re.compile(r"^[^.,;:]*\b(?:\w+(?:ется|ются)|долж\w+ быть \w+)\b", re.I),
        re.compile(r"^(?:вам )?(?:следует|необходимо|нужно|надо)\b", re.I),
    ),
    "fa": StepRules(
        re.compile(r"\b\w+(?:ید|\u200cید)\b"),
        re.compile(r"\w+ه (?:می\u200c)?(?:شود|گردد)(?:[.!؛:]|$)"),
    ),
    "ar": StepRules(None, re.compile(r"^(?:يجب أن |ينبغي أن )?[يت]تم\b")),
}
