"""Exports are opened within limits, and nowhere else on the machine."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from kb.exchange.bundle.packed import MOST_FILES, ExportError, Packed


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def test_a_folder_a_zip_and_a_single_file_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "folder" / "a").mkdir(parents=True)
    (tmp_path / "folder" / "a" / "b.json").write_bytes(b"{}")
    archive = zipped(tmp_path / "x.zip", **{"a/b.json": b"{}"})
    for path, name in (
        (tmp_path / "folder", "a/b.json"),
        (archive, "b.json"),
        (tmp_path / "folder/a/b.json", "b.json"),
    ):
        packed = Packed(path)
        assert (packed.names, packed.read(name)) == ([name], b"{}")
        packed.close()


def test_the_folder_around_everything_in_an_archive_is_no_part_of_names(tmp_path: Path) -> None:
    packed = Packed(zipped(tmp_path / "x.zip", **{"x-main/a/b.json": b"{}", "x-main/c.json": b"[]"}))
    assert (packed.names, packed.above) == (["a/b.json", "c.json"], "x-main/")
    assert (packed.read("a/b.json"), packed.size("c.json"), "c.json" in packed) == (b"{}", 2, True)
    assert packed.shown("c.json") == f"{tmp_path / 'x.zip'}: x-main/c.json"
    packed.close()


@pytest.mark.parametrize("name", ["../evil.md", "/etc/passwd", "a/../../b", "a\\..\\b", "C:/x", "a//b", "./a"])
def test_an_archive_with_a_name_that_leads_elsewhere_is_refused_whole(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("good.json", "{}")
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        archive.writestr(entry, "{}")
    with pytest.raises(ExportError, match="is no export"):
        Packed(tmp_path / "x.zip")


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        entry = zipfile.ZipInfo("link.json")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(ExportError, match="is a link or a device"):
        Packed(tmp_path / "x.zip")


def test_a_link_in_a_folder_is_named_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "export" / "a.json").symlink_to(tmp_path / "secret")
    (tmp_path / "export" / "etc").symlink_to("/etc")
    packed = Packed(tmp_path / "export")
    assert (packed.names, sorted(packed.links)) == ([], ["a.json", "etc"])


def test_a_file_that_becomes_a_link_while_it_is_read_does_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "export" / "a.json").write_text("{}")
    packed = Packed(tmp_path / "export")
    (tmp_path / "export" / "a.json").unlink()
    (tmp_path / "export" / "a.json").symlink_to(tmp_path / "secret")
    with pytest.raises(ExportError, match="leads out"):
        packed.read("a.json")


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(ExportError, match="is no file"):
        Packed(tmp_path).read("a.json")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "x.zip", **{f"{n}.json": bytes(9 * 2**20) for n in range(9)})
    with pytest.raises(ExportError, match="would unfold to 81 MB"):
        Packed(bomb)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_unfolded_without_a_bound_is_refused(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w", method) as archive:
        archive.writestr("articles.json", "{}")
    with pytest.raises(ExportError, match=r"'articles\.json' is packed in a way that is not read here"):
        Packed(tmp_path / "export.zip")


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for number in range(MOST_FILES + 1):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    with pytest.raises(ExportError, match="holds more than 40,000 files"):
        Packed(tmp_path / "x.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.json", "{}")
        archive.writestr("a.json", "[]")
    with pytest.raises(ExportError, match="twice"):
        Packed(tmp_path / "x.zip")


def test_a_damaged_archive_says_which_file_is_damaged(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "x.zip", **{"a.json": os.urandom(4_000)})
    raw = bytearray(archive.read_bytes())
    raw[100:200] = bytes(100)
    archive.write_bytes(raw)
    packed = Packed(archive)
    with pytest.raises(ExportError, match=r"x\.zip: a\.json is damaged"):
        packed.read("a.json")
    packed.close()


@pytest.mark.parametrize("content", [b"\x1f\x8bxxxx", b"Rar!xxxx", b"PK\x03\x04 cut short"])
def test_what_is_packed_otherwise_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(ExportError, match="unpack it"):
        Packed(tmp_path / "x.zip")


def test_a_text_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes("eins\nzwei\nGrüße".encode("latin-1"))
    (tmp_path / "b.html").write_bytes("Grüße".encode("utf-16"))
    packed = Packed(tmp_path)
    with pytest.raises(ExportError, match=r"a\.html:3: byte 0xfc is not UTF-8"):
        packed.text("a.html")
    assert packed.text("b.html") == "Grüße"


def test_a_file_larger_than_any_of_its_kind_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(bytes(20))
    with pytest.raises(ExportError, match="more than"):
        Packed(tmp_path).read("a.json", 10)


def test_nothing_there_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="name the folder, zip or file"):
        Packed(tmp_path / "nothing")
