import numpy as np
from numpy.typing import NDArray

def places(text: str, classes: NDArray[np.uint16], firsts: int, alone: int) -> list[int]: ...
