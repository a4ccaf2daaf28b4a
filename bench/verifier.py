"""Tries the verifier of answers on answers made from the sample articles, half of them falsified.

    python bench/verifier.py [--answers 200] [--seed 7] [--missed] [--without-model]

Thresholds were chosen on half 0 (articles by a hash of their keys); half 1 is what counts. ``--missed`` lists what was
judged wrongly.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.made_answers import Maker  # noqa: E402
from kb.library.library import Library  # noqa: E402
from kb.markdown.render import render  # noqa: E402
from search.answers.grounded.learning import sample_of, vocabulary_of  # noqa: E402
from search.answers.grounded.nearness import Nearness  # noqa: E402
from search.answers.grounded.verify import DropReason, Verifier  # noqa: E402
from search.index.passages import cut  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--answers", type=int, default=200)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--missed", action="store_true")
    options.add_argument("--without-model", action="store_true")
    options.add_argument("--articles", type=Path, default=ROOT / "articles")
    given = options.parse_args(arguments)
    library = Library(given.articles)
    library.refresh()
    catalog = library.catalog
    passages = {article.id: cut(article, render(article, catalog).sections) for article in catalog.visible()}
    nearness = None
    if not given.without_model:
        nearness = Nearness(
            choose_models(["e5"])[0].load().embed_queries,
            sample_of(catalog, lambda ids: {id_: passages[id_] for id_ in ids}),
        )
    answers = Maker(catalog, passages, given.seed).answers(given.answers)
    vocabulary = vocabulary_of(catalog)
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for answer in answers:
        verifier = Verifier(answer.language, answer.sources, vocabulary, catalog.languages, nearness)
        for made in answer.sentences:
            before = Counter(verifier.dropped)
            shown = verifier.check(made.claimed)
            if verifier.dropped[DropReason.REPEATED] > before[DropReason.REPEATED]:
                continue  # it was shown before
            why = next(iter((verifier.dropped - before).elements()), None)
            for name in (
                f"all: {'true' if made.is_true else 'falsified'}",
                f"half {answer.half}: {'true' if made.is_true else 'falsified'}",
                f"{'true' if made.is_true else 'falsified'}: {made.kind}",
                f"{'true' if made.is_true else 'falsified'}: in {answer.language}",
            ):
                tallies[name]["dropped"] += shown is None
                tallies[name]["all"] += 1
            if given.missed and made.is_true == (shown is None):
                source = answer.sources[made.claimed.source - 1]
                print(
                    f"-- half {answer.half} {made.kind} {answer.language} ← {source.article.language}: {why or 'shown'}"
                )
                print(f"   {made.claimed.text}\n   « {made.claimed.quote}")
    print(f"{len(answers)} answers, {sum(not answer.is_true for answer in answers)} of them falsified")
    print("| sentences | dropped | of | share |\n| --- | ---: | ---: | ---: |")
    for name, tally in sorted(tallies.items()):
        print(f"| {name} | {tally['dropped']} | {tally['all']} | {tally['dropped'] / tally['all']:.1%} |")


if __name__ == "__main__":
    main()
