"""All tables of all packages, whatever the test at hand has imported."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from sqlalchemy import MetaData

from kb.storage.database import Base


def declared_tables() -> MetaData:
    """Every table that a module of ours declares."""
    for package in ("kb", "review", "search"):
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.startswith("kb.storage.migrations"):
                import_module(module.name)
    return Base.metadata
