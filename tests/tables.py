"""All tables of all packages, whatever the test at hand has imported."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import MetaData

from kb.database import Base


def declared_tables() -> MetaData:
    """Every table that a module of ours declares."""
    for package in ("kb", "review", "search"):
        for module in iter_modules(import_module(package).__path__, f"{package}."):
            if module.name != "kb.migrations":
                import_module(module.name)
    return Base.metadata
