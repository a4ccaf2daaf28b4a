"""A server of PostgreSQL that takes no writes, or ends, is told as one that is away: it is tried again elsewhere."""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, OperationalError

READ_ONLY = "25006"
ENDING = ("57P01", "57P02", "57P03")
"""What PostgreSQL calls it that a server takes no writes; that it ends, has crashed, or does not begin yet."""


def tell_read_only(engine: Engine, *, is_for_reading: bool = False) -> None:
    """Raise ``OperationalError`` where a server takes no writes, as where none is there. But where ``is_for_reading``,
    no connection to it is used any more: it was the primary before, or stands where that was.
    """
    event.listen(engine, "handle_error", _tell_reading if is_for_reading else _tell_writing, retval=True)


def _tell_writing(context: ExceptionContext) -> DBAPIError | None:
    if _state(context) == READ_ONLY:
        context.is_disconnect = True
    return _tell_reading(context)


def _state(context: ExceptionContext) -> str | None:
    return getattr(context.original_exception, "sqlstate", None)


def _tell_reading(context: ExceptionContext) -> DBAPIError | None:
    state = _state(context)
    if state in ENDING:
        context.is_disconnect = True
    error = context.sqlalchemy_exception
    if state != READ_ONLY or not isinstance(error, DBAPIError) or error.orig is None:
        return None
    return OperationalError(error.statement, error.params, error.orig, hide_parameters=True)
