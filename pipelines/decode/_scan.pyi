import numpy as np
from numpy.typing import NDArray

def places(
    text: str,
    classes: NDArray[np.uint16],
    firsts: int,
    alone: int,
    of_loss: int,
    in_word: int,
    behind_letter: int,
) -> tuple[list[int], bool]: ...
def count_references(text: str | bytes) -> int: ...
def count_controls(sample: bytes) -> int: ...
def total(text: str, known: NDArray[np.uint8], costs: dict[str, int]) -> int: ...
