"""A copy of what cannot be made again, in one file, taken while the site runs; and the way back.

That is the database, the key that signs cookies and, where asked for, the articles.
"""

from __future__ import annotations

import logging
import shlex
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url

from kb.accounts.audit_log import note_export
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.core.settings import Settings
from kb.files.private import PRIVATE_FILE, make_private_folder
from kb.operations.archive import ARTICLES, DATABASE, KEY, BackupError, Manifest, pack, unpack
from kb.operations.archive_bounds import TooMuchError
from kb.operations.backup_articles import articles_to_pack, check_room_for, put_articles
from kb.storage.data_folder import secret_key
from kb.storage.database import revisions

logger = logging.getLogger(__name__)
_PATIENCE_SECONDS = 5.0


def back_up(settings: Settings, file: Path, now: datetime, *, with_articles: bool) -> Manifest:
    """Write ``file`` whole or not at all; one of that name is replaced. For its owner's eyes only.

    The audit log of what is copied says so already. The database is not brought up to date for that: it is copied as
    it is.

    Raises:
        BackupError: the database is not SQLite or not there, or something cannot be read or written.
        DataFolderError: there is no key in the file of ``KB_SECRET_KEY_FILE``.

    """
    database = _sqlite_file(settings)
    if not database.is_file():
        raise BackupError(f"there is no database {database} to back up yet")
    if settings.secret_key_file:
        secret_key(settings.data_dir, settings.secret_key_file)  # rather no backup than one without
    engine = create_engine(settings.database, poolclass=NullPool, hide_parameters=True)
    note_export(engine, now, AT_THE_COMMAND_LINE, "backup")
    try:
        with tempfile.TemporaryDirectory(prefix=".kb-backup-", dir=file.absolute().parent) as folder:
            copy = Path(folder) / DATABASE
            revision = _copy_database(database, copy)
            draft = Path(folder) / "draft"
            draft.touch(0o600)
            manifest = pack(draft, _contents(settings, copy, file if with_articles else None), now, revision)
            draft.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"no backup was made in {file}: {error}") from error
    return manifest


def restore(settings: Settings, file: Path, *, force: bool, with_articles: bool) -> Manifest:
    """Put back what is in ``file``. Whatever is wrong with it, nothing has been touched before that is known.

    ``force`` allows to replace a database and a key that are there. Articles are only ever put into an empty folder.
    Where ``KB_SECRET_KEY_FILE`` names the key nobody writes it here: it has to be that of the backup, or with ``force``
    the log says where that belongs.

    Raises:
        BackupError: it is no sound backup, a newer version made it, a site is running, something is in the way, or the
            key that is named is another.

    """
    database = _sqlite_file(settings)
    try:
        make_private_folder(settings.data_dir)
        with tempfile.TemporaryDirectory(prefix=".kb-restore-", dir=settings.data_dir) as folder:
            staging = Path(folder)
            manifest = unpack(file, staging)
            _check_database(staging / DATABASE)
            if database.exists() and not force:
                raise BackupError(f"there is a database {database} already; --force replaces it")
            other_key = _other_key(staging / KEY, settings, file)
            if other_key and not force:
                raise BackupError(f"{other_key}, or restore without it by --force")
            if with_articles:
                _check_articles(settings.articles_dir, manifest)
                check_room_for(staging / ARTICLES, settings.articles_dir)
            with _unused(database), put_articles(staging / ARTICLES, settings.articles_dir, wanted=with_articles):
                for leftover in ("-wal", "-shm"):  # of another database, this one would be damaged by them
                    database.with_name(database.name + leftover).unlink(missing_ok=True)
                if not settings.secret_key_file:
                    _put(staging, settings.data_dir / KEY)
                (staging / DATABASE).chmod(PRIVATE_FILE)
                (staging / DATABASE).replace(database)
        if other_key:
            logger.warning("%s", other_key)
    except TooMuchError as error:
        raise BackupError(f"{file} is not restored: {error}") from error
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{file} cannot be restored: {error}") from error
    return manifest


def _sqlite_file(settings: Settings) -> Path:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupError("the database is not a SQLite file: use its own tools, such as pg_dump and pg_restore")
    return Path(url.database)


def _copy_database(database: Path, copy: Path) -> str:
    """Copy a database as it is at one moment, while others go on writing to it; tells its revision."""
    with (
        closing(sqlite3.connect(database, timeout=_PATIENCE_SECONDS)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        return _revision(target)


def _revision(database: sqlite3.Connection) -> str:
    row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def _contents(settings: Settings, database: Path, beside: Path | None) -> Iterator[tuple[str, Path]]:
    """Each file of a backup, by its name in there; the articles as well where the backup's own file is named."""
    yield DATABASE, database
    key = _key_file(settings)
    if key.is_file():
        yield KEY, key
    if beside is not None:
        apart = (settings.data_dir, key, _sqlite_file(settings), beside, database.parent)
        for name, path in articles_to_pack(settings.articles_dir, apart):
            yield f"{ARTICLES}/{name}", path


def _key_file(settings: Settings) -> Path:
    given = settings.secret_key_file
    return Path(given).expanduser() if given else settings.data_dir / KEY


def _other_key(kept: Path, settings: Settings, file: Path) -> str:
    """What to do where the key that is named is not ``kept``, that of the backup ``file``; empty where nothing is."""
    if not settings.secret_key_file or not kept.is_file():
        return ""
    named = _key_file(settings)
    if named.is_file() and named.read_bytes() == kept.read_bytes():
        return ""
    line = f"(umask 077; tar -xzOf {shlex.quote(str(file))} {KEY} > {shlex.quote(str(named))})"
    wrong = "has another key than" if named.exists() else "lacks the key of"
    return (
        f"KB_SECRET_KEY_FILE={settings.secret_key_file} {wrong} the backup; without that one everybody has to sign in "
        f"again, and the secrets of authenticator apps and webhooks cannot be read. Put it there: {line}"
    )


def _check_database(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            revision = _revision(database)
    except sqlite3.Error:
        sound, revision = False, ""
    if not sound:
        raise BackupError("the database in the backup is damaged")
    if revision and revision not in revisions():
        raise BackupError(f"the backup was made by a newer version (revision {revision}); update first")


def _check_articles(folder: Path, manifest: Manifest) -> None:
    if not manifest.articles:
        raise BackupError("there are no articles in this backup; leave out --with-articles")
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"the articles folder {folder} is not empty; move it away, or name another with --articles")


@contextmanager
def _unused(database: Path) -> Iterator[None]:
    """Hold ``database`` so that no other process has it open.

    Every connection to a database in WAL mode holds a lock on it, and leaving that mode takes all of them: it fails
    where a site has the file open, even if it does nothing at the moment. It also leaves no ``-wal`` file behind.
    """
    if not database.exists():
        yield
        return
    with closing(sqlite3.connect(database, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise BackupError(f"a site or command is using {database}; stop it first") from error
            # Else it is damaged: that may be why somebody restores.
        yield


def _put(staging: Path, key: Path) -> None:
    """The key belongs to the database: sessions and tokens are signed with it."""
    kept = staging / KEY
    if kept.is_file():
        kept.chmod(PRIVATE_FILE)
        kept.replace(key)
