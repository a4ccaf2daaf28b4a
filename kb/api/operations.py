"""Which of the described operations a request asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import request

_PARAMETER = re.compile(r"<(?:[^<>:]+:)?([^<>]+)>")


def operation_asked(paths: Mapping[str, Any]) -> Mapping[str, Any]:
    """The description of what this request asks for; empty where ``paths`` have none. ``HEAD`` is asked of ``GET``."""
    address = _PARAMETER.sub(r"{\1}", request.url_rule.rule) if request.url_rule else ""
    method = "get" if request.method == "HEAD" else request.method.lower()
    found: Mapping[str, Any] = paths.get(address, {}).get(method, {})
    return found
