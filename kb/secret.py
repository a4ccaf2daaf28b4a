"""The key that signs cookies and form tokens: made on first start, kept in the data folder, for its owner only."""

from __future__ import annotations

import errno
import logging
import os
import secrets
from pathlib import Path

from kb.data_folder import make_private_folder
from kb.errors import DataFolderError

BYTES = 32
logger = logging.getLogger(__name__)


def secret_key(folder: Path) -> bytes:
    """The key of the data folder ``folder``, made where there is none; the same for every process.

    Raises:
        DataFolderError: it can neither be read nor made, or is too short to be a key.

    """
    file = folder / "secret_key"
    try:
        make_private_folder(folder)
        _make(file)
        key = file.read_bytes()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) and not file.exists():
            logger.warning("the key %s cannot be kept: %s; a restart ends all sign-ins", file, error.strerror)
            return secrets.token_bytes(BYTES)
        raise DataFolderError(f"the key {file} can neither be read nor made: {error.strerror}") from error
    if len(key) < BYTES:
        raise DataFolderError(f"the key {file} has only {len(key)} bytes; delete it, and it is made anew")
    return key


def _make(file: Path) -> None:
    """Write a new key whole, then give it its name unless another process was first."""
    if file.exists():
        return
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
