"""The vectors that the real model gives the sample articles, kept here by model and text: to read them takes the model
a minute of the processor's time in each fresh checkout.

    python -m tests.search.kept_vectors

reads what is new in the samples and forgets what is no longer there (``make vectors``). Nothing depends on that: what
is not kept is read. ``test_answers.py`` holds that what is kept is what the model says.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from kb.library.library import Library
from search.index.local.generations import Generations
from search.index.local.indexer import Indexer
from search.index.local.vector_store import VectorStore
from search.models.chosen.choice import choose_models
from search.service.service import SearchService
from tests.conftest import SAMPLES

KEPT = Path(__file__).parent / "kept_vectors.npz"
"""``model``: its fingerprint; ``hashes``: those of n texts, bytes of shape (n, length); ``vectors``: (n, dimension),
with half of the digits."""


def put_kept(vectors: Path) -> None:
    """Have the file ``vectors`` hold what is kept."""
    store = VectorStore(vectors)
    with np.load(KEPT) as kept:
        store.add(str(kept["model"]), [row.tobytes() for row in kept["hashes"]], kept["vectors"])
    store.close()


def keep(folder: Path) -> None:
    """Write down what the model gives the samples now; it reads what was not kept before."""
    put_kept(folder / "vectors.sqlite")
    store = VectorStore(folder / "vectors.sqlite")
    library = Library(SAMPLES)
    library.refresh()
    service = SearchService(library, Indexer(Generations(folder / "index"), store), choose_models(["e5"]))
    service.bring_up_to_date()
    state = service.state
    assert state.snapshot is not None
    assert state.ready == {"e5"}
    model = state.models["e5"].embedder.fingerprint
    found = store.find(model, sorted({passage.text_hash for passage in state.snapshot.passages}))
    service.close()
    hashes = np.array([np.frombuffer(text_hash, np.uint8) for text_hash in found])
    np.savez_compressed(KEPT, model=model, hashes=hashes, vectors=np.array(list(found.values()), np.float16))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        keep(Path(name))
