"""Tells what kind of file system a folder lies on: some of them never say that a file was changed elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_SILENT = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "vboxsf", "prl_fs", "vmhgfs", "afs", "ceph"),
        *("fakeowner", "grpcfuse", "osxfs", "drvfs", "fuse"),
    )
)
"""Network and virtual-machine file systems, by the names the kernel and Docker Desktop give them."""
_ESCAPED = re.compile(r"\\([0-7]{3})")


def silent_kind(folder: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system of ``folder`` if it gives no notice of changes made on another machine, else nothing.

    ``mounts`` is written as proc(5) describes ``/proc/pid/mountinfo``; where there is none (other systems than Linux)
    nothing is known.
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
        place = folder.resolve()
    except OSError:
        return ""
    best, found = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 5:
            continue
        point = Path(_ESCAPED.sub(lambda escape: chr(int(escape[1], 8)), fields[4]))
        if place.is_relative_to(point) and len(point.parts) >= best:  # a later mount lies over an earlier one
            best, found = len(point.parts), kinds[0]
    return found if found.partition(".")[0] in _SILENT else ""
