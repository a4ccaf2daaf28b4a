"""English forms that no ending tells: ``broke`` and ``broken`` of ``break``, ``children`` of ``child``.

A closed class, so a list says all of it. What is as usual as a word of its own (``left``, ``ground``, ``saw``) is
not listed.
"""

from __future__ import annotations

_FORMS = """
arise arose arisen; awake awoke awoken; beat beaten; become became; begin began begun; bend bent; bite bit bitten;
bleed bled; blow blew blown; break broke broken; breed bred; bring brought; build built; burn burnt; buy bought; catch
caught; choose chose chosen; come came; creep crept; deal dealt; dig dug; do did done; draw drew drawn; dream dreamt;
drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found;
flee fled; fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze
frozen; get got gotten; give gave given; go went gone goes; grow grew grown; hang hung; hear heard; hide hid hidden;
hold held; keep kept; kneel knelt; know knew known; lead led; lean leant; leap leapt; learn learnt; lend lent; light
lit; lose lost; make made; mean meant; meet met; mistake mistook mistaken; overcome overcame; overtake overtook
overtaken; pay paid; prepay prepaid; repay repaid; ride rode ridden; ring rang rung; rise risen; run ran; say said;
see seen; seek sought; sell sold; resell resold; send sent; resend resent; sew sewn; shake shook shaken; shine shone;
shoot shot; show shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid; smell
smelt; speak spoke spoken; speed sped; spell spelt; spend spent; spill spilt; spin spun; spoil spoilt; stand stood;
steal stole stolen; stick stuck; sting stung; stink stank stunk; strike struck; swear swore sworn; sweep swept; swell
swollen; swim swam swum; swing swung; take took taken; retake retook retaken; teach taught; tear tore torn; tell told;
think thought; throw threw thrown; undo undid undone; understand understood; undertake undertook undertaken; wake woke
woken; wear wore worn; weave wove woven; weep wept; win won; withdraw withdrew withdrawn; write wrote written; rewrite
rewrote rewritten; rebuild rebuilt; child children; foot feet; tooth teeth; goose geese; mouse mice; man men; woman
women; person people; ox oxen; knife knives; shelf shelves; half halves; wolf wolves; loaf loaves; thief thieves; calf
calves; wife wives; self selves; elf elves; scarf scarves; criterion criteria; phenomenon phenomena; analysis
analyses; crisis crises; diagnosis diagnoses; index indices; matrix matrices; appendix appendices; vertex vertices;
fungus fungi; bacterium bacteria; curriculum curricula
"""
_BASES = {
    form: base for base, *forms in (entry.split() for entry in _FORMS.replace("\n", " ").split(";")) for form in forms
}


OTHER_LETTERS = frozenset(form for form, base in _BASES.items() if form[0] != base[0])
"""Forms that begin with another letter than their base: ``went``."""


def base_form(word: str) -> str:
    """The word (lower case) that ``word`` is an irregular form of; ``word`` itself where it is none."""
    return _BASES.get(word, word)
