"""A server of PostgreSQL that takes no writes, or ends, is told as one that is away: it is tried again elsewhere."""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, OperationalError

READ_ONLY = "25006"
ENDING = ("57P01", "57P02", "57P03")
"""What PostgreSQL calls it that a server takes no writes; that it ends, has crashed, or does not begin yet."""


def tell_read_only(engine: Engine) -> None:
    """Raise ``OperationalError`` where a server takes no writes, as where none is there, and use no connection to it
    any more: it was the primary before, or stands where that was.
    """
    event.listen(engine, "handle_error", _on_error, retval=True)


def _on_error(context: ExceptionContext) -> DBAPIError | None:
    state = getattr(context.original_exception, "sqlstate", None)
    if state in (READ_ONLY, *ENDING):
        context.is_disconnect = True
    error = context.sqlalchemy_exception
    if state != READ_ONLY or not isinstance(error, DBAPIError) or error.orig is None:
        return None
    return OperationalError(error.statement, error.params, error.orig, hide_parameters=True)
