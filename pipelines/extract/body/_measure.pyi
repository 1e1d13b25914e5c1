import numpy as np
from numpy.typing import NDArray

def fill(
    *,
    table: NDArray[np.int64],
    boxes: NDArray[np.int64],
    counts: NDArray[np.float64],
    last: NDArray[np.uint8],
    title: int,
    hints: NDArray[np.int64],
    tags: int,
    halves: tuple[int, ...],
    rows: NDArray[np.float32],
    weight: NDArray[np.float32],
    good: NDArray[np.float64],
    levels: NDArray[np.int64],
    group: NDArray[np.int64],
) -> None: ...
def fill_context(
    *,
    probability: NDArray[np.float32],
    weight: NDArray[np.float32],
    levels: NDArray[np.int64],
    first: NDArray[np.int64],
    end: NDArray[np.int64],
    group: NDArray[np.int64],
    heading: NDArray[np.uint8],
    patterns: NDArray[np.float32],
    wanted: NDArray[np.int64],
    halves: tuple[int, ...],
    rows: NDArray[np.float32],
) -> None: ...
def cheapest_labels(
    scores: NDArray[np.float64],
    group: NDArray[np.int64],
    levels: NDArray[np.int64],
    alike: float,
    same_box: float,
) -> bytes: ...

class LineMarks:
    def __init__(self, words: tuple[str, ...]) -> None: ...
    def of(self, text: str) -> int: ...

class Perceptron:
    def __init__(self, layers: list[tuple[NDArray[np.float32], NDArray[np.float32]]]) -> None: ...
    def probabilities(
        self,
        inputs: NDArray[np.float32],
        result: NDArray[np.float32],
        wanted: NDArray[np.int64] | None = None,
        further: NDArray[np.float32] | None = None,
    ) -> None: ...
