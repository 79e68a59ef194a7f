"""Execute the notebooks and keep what they show, small: ``python docs/make_notebooks.py [NAME ...]``."""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
SECONDS = 120


def execute(path: Path) -> Any:
    """Run a notebook from its own folder and return it with its outputs; a failing cell raises."""
    book = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(book, timeout=SECONDS, kernel_name="python3", resources=place)
    client.execute()
    for cell in book.cells:
        cell.metadata.clear()  # times of execution would change with every run
    return book


def shrink(book: Any) -> None:
    """Give the pictures of a notebook 64 colours: a third of the size, and no eye sees it."""
    for output in (one for cell in book.cells for one in cell.get("outputs", ())):
        data = output.get("data", {})
        if "image/png" in data:
            picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
            small = io.BytesIO()
            picture.convert("RGB").quantize(64).save(small, "png", optimize=True)
            data["image/png"] = base64.b64encode(small.getvalue()).decode()


if __name__ == "__main__":
    for one in sorted(FOLDER.glob("*.ipynb")):
        if len(sys.argv) == 1 or one.stem in sys.argv[1:]:
            found = execute(one)
            shrink(found)
            nbformat.write(found, one)
