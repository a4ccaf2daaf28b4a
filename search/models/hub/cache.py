"""Models in this computer's Hugging Face cache, where the hub's own tools put them. Nothing is fetched."""

from __future__ import annotations

from pathlib import Path

from search.models.embedder import EmbedderError


def cached_folder(name: str, revision: str | None) -> Path:
    """The folder of a model in the cache; ``name`` is a whole repository name.

    Raises:
        EmbedderError: it is not there, or cannot be looked for.

    """
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise EmbedderError(f"the model {name!r} cannot be looked for: {error}") from error
    try:
        return Path(snapshot_download(name, revision=revision, local_files_only=True))
    except Exception as error:
        wanted = name if revision in (None, "main") else f"{name};revision={revision}"
        raise EmbedderError(
            f"the model {name!r} is neither in the data folder nor in the Hugging Face cache of this computer; "
            f"`kb model fetch '{wanted}'` fetches it"
        ) from error
