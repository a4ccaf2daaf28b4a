"""What the hub offers of a model, and fetching it: with ``search.models.hub.cache`` all that knows ``huggingface_hub``.

The library knows the hub's addresses, redirects, tokens (``HF_TOKEN``) and how to go on with half a file.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kb.core.errors import KbError

ENDPOINT = "https://huggingface.co"
VARIABLE = "HF_ENDPOINT"
_SECONDS = 30.0
_FULL = (errno.ENOSPC, errno.EDQUOT)


class ModelFetchError(KbError):
    """A model cannot be fetched; names it, the reason and what to do."""


class NoSpaceError(ModelFetchError):
    """The disk is full."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the hub; ``sha256`` is that of its content, ``blob`` git's name for it; empty where not told."""

    name: str
    size: int
    sha256: str
    blob: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A model as the hub has it at one commit, with what its card says of its licence and languages."""

    repository: str
    commit: str
    files: tuple[RemoteFile, ...]
    licence: str
    languages: tuple[str, ...]


class Hub:
    """The hub at ``endpoint``, the public one where it is empty; ``shows`` a bar for each file on stderr.

    Raises:
        ModelFetchError: that is no web address.

    """

    def __init__(self, endpoint: str = "", *, shows: bool = False) -> None:
        self.endpoint = endpoint.rstrip("/") or ENDPOINT
        if not self.endpoint.startswith(("https://", "http://")):
            raise ModelFetchError(f"{VARIABLE}={endpoint} is not an address like {ENDPOINT}")
        self._shows = shows

    def offer(self, repository: str, revision: str = "") -> Offer:
        """What there is of ``repository`` at ``revision``, a branch, tag or commit.

        Raises:
            ModelFetchError: it is not there, or the hub cannot be asked.

        """
        from huggingface_hub import HfApi

        with self._told(repository, revision):
            api = HfApi(endpoint=self.endpoint)
            found = api.model_info(repository, revision=revision or "main", files_metadata=True, timeout=_SECONDS)
            files = tuple(map(_file, found.siblings or ()))
            card: Any = found.card_data or {}
        if not found.sha or not files:
            raise ModelFetchError(f"the hub at {self.endpoint} does not say which files {repository} has")
        licence = str(card.get("license_name") or card.get("license") or "")
        return Offer(repository, str(found.sha), files, licence, tuple(_texts(card.get("language"))))

    def fetch(self, offer: Offer, name: str, target: Path) -> None:
        """Make the content of the file ``name`` that of ``target``; half of it that is there is gone on with.

        Not by ``hf_hub_download``: that begins anew where another process ended, and a model is large.

        Raises:
            ModelFetchError: it cannot be fetched, or not written.

        """
        from huggingface_hub import get_hf_file_metadata, hf_hub_url
        from huggingface_hub.file_download import http_get
        from huggingface_hub.utils._headers import build_hf_headers
        from huggingface_hub.utils.tqdm import disable_progress_bars, enable_progress_bars

        (enable_progress_bars if self._shows else disable_progress_bars)()
        with self._told(offer.repository, offer.commit):
            address = hf_hub_url(offer.repository, name, revision=offer.commit, endpoint=self.endpoint)
            there = get_hf_file_metadata(address, endpoint=self.endpoint)
            headers = build_hf_headers()
            if urlsplit(there.location).netloc != urlsplit(self.endpoint).netloc:
                headers.pop("authorization", None)  # it is for the hub, and not for where it keeps large files
            with target.open("ab") as stream:
                have = stream.tell()
                http_get(
                    there.location,
                    stream,
                    resume_size=have,
                    headers=headers,
                    expected_size=there.size,
                    displayed_filename=name,
                )

    @contextmanager
    def _told(self, repository: str, revision: str) -> Iterator[None]:
        """Tell what the library raises as what somebody can do about it."""
        from huggingface_hub import errors

        what = f"the model {repository!r}"
        try:
            yield
        except errors.GatedRepoError as error:
            raise ModelFetchError(
                f"{what} is given to those who accept its terms: do that at {self.endpoint}/{repository}, and set "
                "HF_TOKEN to a token of that account"
            ) from error
        except errors.RepositoryNotFoundError as error:
            raise ModelFetchError(f"there is no model {repository!r} at {self.endpoint}, or it is private") from error
        except errors.RevisionNotFoundError as error:
            raise ModelFetchError(f"{what} has no branch, tag or commit {revision!r}") from error
        except errors.EntryNotFoundError as error:
            raise ModelFetchError(f"{what} cannot be fetched: {_reason(error)}") from error
        except errors.OfflineModeIsEnabled as error:
            raise ModelFetchError(f"{what} is not fetched: HF_HUB_OFFLINE is set") from error
        except OSError as error:
            if error.errno in _FULL:
                raise NoSpaceError(f"{what} cannot be kept: {error.strerror}") from error
            raise ModelFetchError(f"{what} cannot be fetched from {self.endpoint}: {_reason(error)}") from error
        except Exception as error:  # of the library below, for connections
            raise ModelFetchError(
                f"{what} cannot be fetched from {self.endpoint}: {_reason(error)}; without a network, name a folder "
                "with its files"
            ) from error


def _file(found: Any) -> RemoteFile:
    lfs = found.lfs
    size = lfs.size if lfs else found.size
    return RemoteFile(str(found.rfilename), int(size or 0), str(lfs.sha256) if lfs else "", str(found.blob_id or ""))


def _texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(one) for one in value] if isinstance(value, list) else []


def _reason(error: BaseException) -> str:
    """The first line of what is at the bottom of an error; the library wraps it."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0]
