"""Which kind of page it is, and the evidence that decided."""
