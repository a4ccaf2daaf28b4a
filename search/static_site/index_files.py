"""Writes the index as scripts, since a page in a folder may load scripts and nothing else; each of bounded size."""

from __future__ import annotations

import json
from collections.abc import Sequence

from search.static_site.static_folder import StaticFolder
from search.static_site.word_index import SearchedArticle, in_blocks, in_shards, word_index

MOST_BYTES = 256 * 1024
"""Of one script, unless a single article has more."""
CALL = "kbStaticSearch"


def write_index(
    folder: StaticFolder, language: str, articles: Sequence[SearchedArticle], most: int = MOST_BYTES
) -> None:
    """Write the index of one language below ``search/``."""
    index = word_index(articles, language)
    written = [_json(article.as_json()) for article in articles]
    texts = in_blocks([len(one.encode()) for one in written], most // 4)  # each article that is shown may need one
    postings = [_json(one) for one in index.postings]
    blocks = in_blocks([len(one) for one in postings], most)
    sizes = {form: len(form.encode()) + 6 + 7 * len(meant) for form, meant in index.forms.items()}
    shards = in_shards(sizes, most)
    for number, (start, end) in enumerate(texts):
        _write(folder, language, "texts", number, f"[{','.join(written[start:end])}]")
    for number, (start, end) in enumerate(blocks):
        _write(folder, language, "terms", number, f"[{','.join(postings[start:end])}]")
    for number, shard in enumerate(shards):
        forms = {form: index.forms[form] for inside in shard.values() for form in inside}
        _write(folder, language, "forms", number, _json(forms))
    told = {"texts": [s for s, _ in texts], "terms": [s for s, _ in blocks], "forms": [list(shard) for shard in shards]}
    _write(folder, language, "index", None, _json(told))


def _write(folder: StaticFolder, language: str, kind: str, number: int | None, content: str) -> None:
    name = kind if number is None else f"{kind}-{number}"
    folder.write(f"search/{language}/{name}.js", f"{CALL}({_json(name)},{content});\n")


def _json(value: object) -> str:
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return told.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
