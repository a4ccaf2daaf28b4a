"""Has numpy multiply in the thread that asks.

A query's products are small: two thousand vectors and one take a tenth of a millisecond. OpenBLAS shares each among
threads of its own, which wait for each other turning: on a busy machine of two cores that took four to ten times the
processor, and ten times as long. What is computed is the same to the last digit.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

# With numpy's own prefix and suffix, and as others build it; the one that ends with "threads_" is Fortran's and takes
# a pointer.
_NAMES = [f"{prefix}openblas_set_num_threads{suffix}" for prefix in ("scipy_", "") for suffix in ("64_", "_64", "")]


def one_thread_a_product() -> bool:
    """Tell every OpenBLAS in this process; whether there was one."""
    told = [_tell(file) for file in _loaded()]
    return any(told)


def _loaded() -> set[str]:
    """The files of OpenBLAS that are in use; none where the system does not say."""
    try:
        maps = Path("/proc/self/maps").read_text("utf-8", "replace")
    except OSError:
        return set()
    files = (line.split(maxsplit=5)[-1] for line in maps.splitlines() if "openblas" in line)
    return {file for file in files if file.startswith("/") and "openblas" in Path(file).name}


def _tell(file: str) -> bool:
    try:
        library = ctypes.CDLL(file)
    except OSError:
        return False
    tell = next((getattr(library, name) for name in _NAMES if hasattr(library, name)), None)
    if tell is None:
        return False
    tell.argtypes, tell.restype = [ctypes.c_int], None
    tell(1)
    return True
