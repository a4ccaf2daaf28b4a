"""Binds addresses to the functions that answer them: a view stands in its module and is given the room it works in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Concatenate, Generic, TypeVar

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

Room = TypeVar("Room")


class Routes(Generic[Room]):
    """The addresses of ``pages``; each view gets ``room`` first (site, database, clock …), then parts of the address.

    Endpoints are named beside their addresses, since templates and other programs name them as well: a function may be
    called otherwise.
    """

    def __init__(self, pages: Blueprint | Flask, room: Room) -> None:
        self._pages = pages
        self._room = room

    def get(self, address: str, endpoint: str, view: Callable[Concatenate[Room, ...], ResponseReturnValue]) -> None:
        """Answer who reads ``address``."""
        self._bind(address, endpoint, view, "GET")

    def post(self, address: str, endpoint: str, view: Callable[Concatenate[Room, ...], ResponseReturnValue]) -> None:
        """Answer what is sent to ``address``."""
        self._bind(address, endpoint, view, "POST")

    def put(self, address: str, endpoint: str, view: Callable[Concatenate[Room, ...], ResponseReturnValue]) -> None:
        """Have what is sent be what is at ``address``: for programs."""
        self._bind(address, endpoint, view, "PUT")

    def delete(self, address: str, endpoint: str, view: Callable[Concatenate[Room, ...], ResponseReturnValue]) -> None:
        """Have nothing be at ``address`` any more: for programs."""
        self._bind(address, endpoint, view, "DELETE")

    def form(self, address: str, endpoint: str, view: Callable[Concatenate[Room, ...], ResponseReturnValue]) -> None:
        """Answer both: a form that is shown at ``address`` and sent there."""
        self._bind(address, endpoint, view, "GET", "POST")

    def _bind(
        self, address: str, endpoint: str, view: Callable[Concatenate[Room, ...], ResponseReturnValue], *methods: str
    ) -> None:
        # The name and module of the view stay: by them Flask-WTF knows what is exempt from form tokens.
        bound = update_wrapper(partial(view, self._room), view)
        self._pages.add_url_rule(address, endpoint, bound, methods=methods)
