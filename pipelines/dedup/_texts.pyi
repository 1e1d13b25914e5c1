import numpy as np
from numpy.typing import NDArray

def pages(texts: list[str], seen: NDArray[np.uint8]) -> int: ...
def normalised(
    texts: list[str], table: NDArray[np.uint32], points: NDArray[np.uint32], offsets: NDArray[np.int64]
) -> int: ...
def shingles(
    points: NDArray[np.uint32], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]: ...
def prepared(
    points: NDArray[np.uint32],
) -> tuple[int, NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int64]]: ...
def shared(one: NDArray[np.uint64], others: list[NDArray[np.uint64]]) -> list[int]: ...
def aligned(
    points: NDArray[np.uint32],
    once: NDArray[np.uint64],
    places: NDArray[np.int64],
    others: NDArray[np.uint32],
    other_once: NDArray[np.uint64],
    other_places: NDArray[np.int64],
    size: int,
    numerals: NDArray[np.uint8],
) -> tuple[int, int, int]: ...
