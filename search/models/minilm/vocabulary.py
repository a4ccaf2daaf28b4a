"""The words and pieces of words that MiniLM was trained with: those of BERT, without capitals (Devlin et al. 2019).

``vocabulary.txt`` is the file that Google published with BERT, under the licence beside it; a line each, by number.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from search.models.embedder import EmbedderError

_FILE = Path(__file__).with_name("vocabulary.txt")
_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


def tokenizer_file(file: Path = _FILE) -> bytes:
    """A ``tokenizer.json`` that cuts as BERT does; what looks like a sign of the model in a text is read as letters.

    Raises:
        EmbedderError: the vocabulary is not there or not as it was published.

    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise EmbedderError(f"the vocabulary of the model 'minilm' cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise EmbedderError(f"the vocabulary of the model 'minilm' was changed: {file}; install selfservice-kb anew")
    numbers = {piece: number for number, piece in enumerate(content.decode().split("\n")[:-1])}
    says = {
        "added_tokens": [],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "BertProcessing",
            "cls": [_START, numbers[_START]],
            "sep": [_END, numbers[_END]],
        },
        "model": {
            "type": "WordPiece",
            "unk_token": _UNKNOWN,
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": numbers,
        },
    }
    return json.dumps(says).encode()
