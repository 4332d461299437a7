"""The reader: tells whether sentences answer a question, if it has the time."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from threading import Lock, Semaphore
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.errors import ReaderError
from index.rank.reader.form import LONGEST, pieces_of
from index.rank.reader.network import Network
from index.rank.reader.wordpiece import PAD, SEPARATOR, START, UNKNOWN, WordPieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.arrays import Float64s
    from index.rank.reader.form import Sentence

FOLDER = Path(__file__).parent
WEIGHTS = "reader.npz"
"""The file with the network and its vocabulary, in a folder."""
PATIENCE = 0.5
"""Seconds that a question waits for the reader before it is answered without."""
AT_ONCE = 2
"""Questions that are read at the same time: the arithmetic of one keeps a core busy."""
_DIGITS = 2
"""Decimals of the log-odds: how a processor adds moves them by some millionths, which must not
move an answer."""


class Counts(NamedTuple):
    """What became of the questions that the reader was asked."""

    read: int
    too_busy: int
    """Not read, because others were being read for longer than one waits."""


class Reader:
    """A network that is loaded; may be used from several threads."""

    def __init__(self, network: Network, pieces: WordPieces, *, patience: float = PATIENCE) -> None:
        """Take a network and its vocabulary; ``patience`` is in seconds, see `PATIENCE`."""
        self.pieces = pieces
        self._network = network
        self._patience = patience
        self._turns = Semaphore(AT_ONCE)
        self._lock = Lock()
        self._read = self._too_busy = 0

    @classmethod
    def load(cls, folder: Path = FOLDER, *, patience: float = PATIENCE) -> Reader:
        """Load the reader of a folder; raise ReaderError when it is missing or damaged."""
        path = folder / WEIGHTS
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
        except FileNotFoundError:
            raise ReaderError(f"There is no reader in {folder}: {WEIGHTS} is missing.") from None
        except (
            OSError,
            ValueError,
            EOFError,
            KeyError,
            NotImplementedError,
            RuntimeError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise ReaderError(f"{path} is damaged: {error}.") from error
        try:
            network = Network(arrays)
            pieces = _vocabulary(arrays.get("vocabulary"), network.vocabulary)
        except ReaderError as error:
            raise ReaderError(f"{path} is no reader: {error}.") from error
        except (KeyError, ValueError, UnicodeDecodeError) as error:
            raise ReaderError(f"{path} is no reader: it is not made as one.") from error
        if network.longest < LONGEST:
            raise ReaderError(f"{path} is no reader: it reads {network.longest} pieces at most.")
        return cls(network, pieces, patience=patience)

    @property
    def counts(self) -> Counts:
        """How many questions were read, and how many were not."""
        with self._lock:
            return Counts(self._read, self._too_busy)

    def read(self, question: str, sentences: Sequence[Sentence]) -> Float64s | None:
        """Return the log-odds that each of n sentences answers a question, (n,), rounded.

        They are read together. None if others are being read and do not end in time.
        """
        if not self._turns.acquire(timeout=self._patience):
            with self._lock:
                self._too_busy += 1
            return None
        try:
            inputs = pieces_of(self.pieces, question, sentences)
            logits = self._network.logits(inputs, self.pieces.separator)
        finally:
            self._turns.release()
        with self._lock:
            self._read += 1
        return np.array([round(logit, _DIGITS) for logit in logits.tolist()], np.float64)


def _vocabulary(stored: object, size: int) -> WordPieces:
    if not isinstance(stored, np.ndarray) or stored.dtype != np.uint8:
        raise ReaderError("it has no vocabulary")
    pieces = stored.tobytes().decode().split("\n")
    if len(pieces) != size or not {PAD, UNKNOWN, START, SEPARATOR} <= set(pieces):
        raise ReaderError("its vocabulary does not fit its network")
    return WordPieces(pieces)
