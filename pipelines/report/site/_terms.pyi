import numpy as np
from numpy.typing import NDArray

def spaced(text: str, folded: NDArray[np.uint32]) -> str: ...
