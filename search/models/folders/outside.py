"""The files beside a graph in which it keeps weights: found in its bytes, so that a large one is not taken apart."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from search.models.folders.files import NoModelError, is_safe

# A pair of ``external_data`` of a tensor (onnx.proto): field 1 "location", field 2 a name of at most 127 bytes.
_LOCATION = re.compile(rb"\n\x08location\x12([\x01-\x7f])")


def files_beside(folder: Path, graph: str) -> list[str]:
    """The files below ``folder`` in which ``graph`` keeps weights, by name.

    Raises:
        NoModelError: it names one that leads out of its folder, or is not there.
        OSError: the graph cannot be read.

    """
    place = folder / graph
    found: set[str] = set()
    with place.open("rb") as stream:
        if not place.stat().st_size:
            raise NoModelError(f"the graph {graph} is empty")
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for match in _LOCATION.finditer(content):
                start, length = match.end(), match[1][0]
                found.add(content[start : start + length].decode("utf-8", "replace"))
    names = []
    for location in sorted(found):
        name = (Path(graph).parent / location).as_posix()
        if not is_safe(location):
            raise NoModelError(f"the graph {graph} keeps weights in {location!r}, which is no file beside it")
        if not (folder / name).is_file():
            raise NoModelError(f"the graph {graph} keeps weights in {name}, which is not there")
        names.append(name)
    return names
