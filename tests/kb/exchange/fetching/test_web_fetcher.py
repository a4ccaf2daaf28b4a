"""Pictures come from the world outside alone, politely, within bounds, and as uploads are taken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.exchange.fetching.limits import ExpiredError, FetchLimits, LaterError, NotFetchedError
from kb.pictures.taking import MAX_PICTURE_BYTES
from tests.kb.exchange.fetching.conftest import Waited, fetcher_of
from tests.pictures import SVG, picture
from tests.web_of_pictures import PictureWeb


def test_a_picture_is_written_anew_and_called_as_its_address_says(web: PictureWeb, waited: Waited) -> None:
    address = web.has("/a%20b/Key%20Photo.PNG", picture("JPEG", exif=b"Exif\0\0secret"), kind="image/jpeg")
    found = fetcher_of(waited).fetch(f"{address}?Signature=x#y".replace("http://", "http://me:password@"))
    assert (found.stem, found.ending) == ("key-photo", "jpg")
    assert b"secret" not in found.content
    assert web.asked == ["pictures.test/a%20b/Key%20Photo.PNG?Signature=x"]
    assert web.secrets == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_address_that_is_of_no_use_any_more_has_expired(web: PictureWeb, waited: Waited, status: int) -> None:
    with pytest.raises(ExpiredError, match=f"^the host answers {status}$"):
        fetcher_of(waited).fetch(web.has("/a.png", status=status))


def test_what_is_not_on_the_web_or_inside_the_network_is_not_asked_for(web: PictureWeb, waited: Waited) -> None:
    fetcher = fetcher_of(waited)
    addresses = {
        web.url("/a.png", "inside.test"): "inside.test is inside the network",
        web.url("/a.png", "127.0.0.2"): "the name in the address is not known",
        web.url("/a.png", "nobody.test"): "the name in the address is not known",
        "file:///etc/passwd": "this is no address of the web",
        "ftp://pictures.test/a.png": "this is no address of the web",
        "http://[::1/a.png": "this is no address",
        "http:///a.png": "this is no address of the web",
    }
    for address, why in addresses.items():
        with pytest.raises(NotFetchedError) as refused:
            fetcher.fetch(address)
        assert (address, str(refused.value)) == (address, why)
    assert web.asked == []


def test_each_redirect_is_looked_at_and_there_are_only_so_many(web: PictureWeb, waited: Waited) -> None:
    fetcher = fetcher_of(waited)
    web.has_picture("/end.png")
    web.has("/moved.png", status=302, Location=web.url("/end.png", "other.test"), Set_Cookie="a=b")
    assert fetcher.fetch(web.url("/moved.png")).stem == "moved"
    assert web.asked == ["pictures.test/moved.png", "other.test/end.png"]
    assert web.secrets == []
    for to, why in (
        (web.url("/end.png", "inside.test"), "is inside the network"),
        ("file:///etc/passwd", "no address of the web"),
        ("/round.png", "it leads on more than 5 times"),
        ("", "the host answers 302"),
    ):
        web.has("/round.png", status=302, Location=to)
        with pytest.raises(NotFetchedError, match=why):
            fetcher.fetch(web.url("/round.png"))
    assert web.paths.count("/end.png") == 1


def test_only_pictures_are_taken_whatever_is_said_of_them(web: PictureWeb, waited: Waited) -> None:
    fetcher = fetcher_of(waited)
    web.has("/plain.png", picture("PNG"), kind="binary/octet-stream; x=y")
    web.has("/none.png", picture("PNG"), kind="")
    assert {fetcher.fetch(web.url(path)).ending for path in ("/plain.png", "/none.png")} == {"png"}
    script = SVG.format("<script>alert(1)</script>").encode()
    for content, kind, why in (
        (b"<html>Sign in", "text/html; charset=utf-8", "text/html came instead of a picture"),
        (picture("PNG"), "text/html", "text/html came instead of a picture"),
        (b"<html>Sign in", "image/png", "The drawing cannot be used"),
        (script, "image/svg+xml", "The drawing cannot be used"),
        (picture("PNG")[:40], "image/png", "broken picture"),
        (b"%PDF-1.4", "image/png", "The file is no picture"),
        (b"", "image/png", "choose a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * MAX_PICTURE_BYTES, "image/png", "it is larger than 8 MB"),
    ):
        with pytest.raises(NotFetchedError, match=why):
            fetcher.fetch(web.has("/a.png", content, kind=kind))
    assert fetcher.fetch(web.has("/b", SVG.format("<circle r='1'/>").encode(), kind="image/svg+xml")).ending == "svg"


def test_a_host_is_left_alone_for_a_while_after_each_question(web: PictureWeb, waited: Waited) -> None:
    fetcher = fetcher_of(waited, FetchLimits(pause=2.0))
    web.has_picture("/a.png")
    for host in ("pictures.test", "other.test", "pictures.test", "pictures.test"):
        fetcher.fetch(web.url("/a.png", host))
    assert waited.slept == [2.0, 2.0]


def test_a_host_that_is_busy_is_not_asked_again(web: PictureWeb, waited: Waited) -> None:
    fetcher = fetcher_of(waited)
    web.has("/busy.png", status=429)
    web.has_picture("/a.png")
    for _ in range(2):
        with pytest.raises(LaterError, match="pictures.test is busy; run it again later"):
            fetcher.fetch(web.url("/busy.png"))
    assert fetcher.fetch(web.url("/a.png", "other.test")).stem == "a"
    assert web.asked == ["pictures.test/busy.png", "other.test/a.png"]


def test_a_host_that_does_not_answer_is_given_up_after_some_tries(web: PictureWeb, waited: Waited) -> None:
    fetcher = fetcher_of(waited, FetchLimits(failures=2))
    nobody = "http://pictures.test:9/a.png"
    for _ in range(2):
        with pytest.raises(NotFetchedError, match="cannot be reached"):
            fetcher.fetch(nobody)
    with pytest.raises(LaterError, match="did not answer 2 times"):
        fetcher.fetch(web.has_picture("/a.png"))
    assert web.asked == []


def test_pictures_bytes_and_time_of_one_import_are_bounded(web: PictureWeb, waited: Waited) -> None:
    address = web.has_picture("/a.png")
    for limits, why in (
        (FetchLimits(pictures=1), "as many pictures were fetched as one import may"),
        (FetchLimits(total_bytes=1), "as many pictures were fetched as one import may"),
        (FetchLimits(seconds=1.0, pause=2.0), "the time for pictures of one import is over"),
    ):
        fetcher = fetcher_of(waited, limits)
        fetcher.fetch(address)
        with pytest.raises(LaterError, match=why):
            fetcher.fetch(address)
    assert len(web.asked) == 3


def test_one_that_does_not_end_is_left_after_its_time(web: PictureWeb, waited: Waited) -> None:
    fetcher = fetcher_of(waited, FetchLimits(visit_seconds=0.2))
    with ThreadPoolExecutor(1) as beside, pytest.raises(NotFetchedError, match=r"no answer within 0\.2 seconds"):
        beside.submit(fetcher.fetch, web.url("/held")).result(60)
