"""Letters to people as plain text and as an HTML document, from the templates of the room that writes them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from kb.language.languages import direction

TEMPLATES = Path(__file__).parent / "templates"


def write_in(template: Path, letter: Any) -> str:
    """``letter`` in the words of ``template``, a file ``templates/ROOM/NAME``; one that ends with ``.html`` may extend
    ``mail/letter.html``. It finds the letter, which has a ``language``, and the ``direction`` that language is
    written in.

    Raises:
        jinja2.UndefinedError: the template names what the letter does not have.

    """
    name = template.relative_to(template.parents[1]).as_posix()
    return (
        _environment(template.parents[1]).get_template(name).render(letter=letter, direction=direction(letter.language))
    )


@lru_cache(maxsize=16)
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
