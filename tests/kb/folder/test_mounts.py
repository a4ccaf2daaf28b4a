"""Folders that tell nothing of changes made elsewhere are known by what they are mounted as."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.folder.mounts import silent_kind

LINES = """22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:50 / {root}/nfs rw shared:2 master:3 - nfs4 server:/export rw,vers=4.2
41 40 8:2 / {root}/nfs/local rw - xfs /dev/sdb1 rw
42 22 0:51 / {root}/with\\040space rw - fuse.bindfs /low rw
43 22 0:52 / {root}/twice rw - cifs //server/share rw
44 22 8:3 / {root}/twice rw - ext4 /dev/sdc1 rw
broken line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("plain", ""),
        ("nfs", "nfs4"),
        ("nfs/help/articles", "nfs4"),
        ("nfs/local/articles", ""),
        ("nfs-is-only-its-name", ""),
        ("with space/articles", "fuse.bindfs"),
        ("twice", ""),  # the later mount lies over the earlier one
    ],
)
def test_the_nearest_mount_decides(tmp_path: Path, folder: str, kind: str) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(LINES.format(root=tmp_path.resolve()), "utf-8")
    assert silent_kind(tmp_path / folder, mounts) == kind


def test_where_the_system_does_not_tell_nothing_is_known(tmp_path: Path) -> None:
    assert silent_kind(tmp_path, tmp_path / "missing") == ""


def test_this_very_machine_can_be_asked(tmp_path: Path) -> None:
    assert silent_kind(tmp_path) == ""
