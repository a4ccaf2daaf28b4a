"""Measures what published models cost without fetching them: graphs of their shapes, random weights in 32 bits.

Time and memory depend on the shape alone. Prints a row a model: its graph on disk, what loading and asking it takes in
memory, and the median of milliseconds of a core for a question of 13 tokens and a passage of 72, one thread a call.

python bench/model_shapes.py [NAME...]        needs the extra `bench`; bge-m3 takes 8 GB of memory and 5 of disk
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

import numpy as np  # noqa: E402

from search.models.onnx.session import Session  # noqa: E402
from search.service.memory import resident  # noqa: E402

SHAPES = {  # layers, width, inner width, heads, vocabulary: as their config.json says
    "all-MiniLM-L6-v2": (6, 384, 1536, 12, 30_522),
    "BAAI/bge-small-en-v1.5": (12, 384, 1536, 12, 30_522),
    "intfloat/multilingual-e5-base": (12, 768, 3072, 12, 250_002),
    "BAAI/bge-m3": (24, 1024, 4096, 16, 250_002),
}
INPUTS, OUTPUT = ("input_ids", "attention_mask"), "last_hidden_state"
LENGTHS = (13, 72)
TIMES = 12


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SHAPES))
    options.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--export", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        print(measured(given.measure))
        return
    if given.export:
        export(given.names[0], given.export)
        return
    print("model                            disk MB  memory MB  question ms  passage ms")
    for name in given.names or SHAPES:
        with tempfile.TemporaryDirectory(prefix="kb-shape-") as folder:
            # each in a process of its own: exporting leaves memory behind
            subprocess.run([sys.executable, __file__, name, "--export", folder], check=True, stderr=subprocess.DEVNULL)
            told = [sys.executable, __file__, "--measure", folder]
            row = subprocess.run(told, check=True, capture_output=True, text=True).stdout.split()
            print(f"{name:32} {row[0]:>7} {row[1]:>10} {row[2]:>12} {row[3]:>11}")


def export(name: str, folder: Path) -> None:
    """Write the graph of a shape as exporters write those of real models."""
    import torch
    from transformers import BertConfig, BertModel

    layers, width, inner, heads, vocabulary = SHAPES[name]
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        intermediate_size=inner,
        num_attention_heads=heads,
        attn_implementation="eager",
    )

    class Encoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = BertModel(config, add_pooling_layer=False).eval()

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            return self.model(input_ids=ids, attention_mask=mask, token_type_ids=ids * 0).last_hidden_state

    some = torch.ones(1, 8, dtype=torch.long)
    warnings.simplefilter("ignore")
    torch.onnx.export(
        Encoder(),
        (some, some),
        str(folder / "model.onnx"),
        input_names=list(INPUTS),
        output_names=[OUTPUT],
        dynamic_axes={one: {0: "texts", 1: "tokens"} for one in (*INPUTS, OUTPUT)},
        opset_version=17,
        dynamo=False,
    )


def measured(folder: Path) -> str:
    """Disk and memory in MB, milliseconds of a core for each of ``LENGTHS``."""
    before = resident()
    session = Session("shape", folder / "model.onnx")
    random = np.random.default_rng(0)
    medians = []
    for length in LENGTHS:
        times = []
        for _ in range(TIMES):
            ids = random.integers(5, 30_000, (1, length))
            started = time.process_time()
            session.run(OUTPUT, dict(zip(INPUTS, (ids, np.ones_like(ids)), strict=True)))
            times.append(time.process_time() - started)
        medians.append(statistics.median(times[2:]) * 1000)
    disk = sum(file.stat().st_size for file in folder.iterdir())
    return f"{disk / 1e6:.0f} {(resident() - before) / 1e6:.0f} " + " ".join(f"{one:.1f}" for one in medians)


if __name__ == "__main__":
    main()
