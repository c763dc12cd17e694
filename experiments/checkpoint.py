"""Save the whole state of a street, and go on from it: the same bytes as if it had never stopped."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.folder import CHECKPOINT, write_file
from sim.errors import BadInput

if TYPE_CHECKING:
    from sim.model import Street


def save(street: Street, folder: Path) -> None:
    """Write the state, without pickle, whole or not at all."""
    arrays = street.arrays()
    write_file(folder / CHECKPOINT, lambda file: np.savez(file, allow_pickle=False, **arrays))


def load(street: Street, folder: Path) -> None:
    """Put a saved state back into a street built from the same scenario, seed and population.

    Raises:
        BadInput: there is no checkpoint, it is damaged, or it is of another street.
    """
    path = folder / CHECKPOINT
    if not path.is_file():
        raise BadInput(f"--resume {folder}: holds no {CHECKPOINT}. Run with --checkpoint-every to have one.")
    try:
        with np.load(path, allow_pickle=False) as saved:
            arrays = {name: saved[name] for name in saved.files}
        street.load(arrays)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise BadInput(
            f"--resume {folder}: {CHECKPOINT} cannot be used ({error}). Start a new run."
        ) from error
