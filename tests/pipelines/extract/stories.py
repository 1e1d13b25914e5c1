"""Stories that several tests put on their pages. Invented."""

MILL = [
    "The weaving mill on Canal Street opens its doors again on Saturday, eleven years after the last loom was sold.",
    "Forty looms have come back from a barn near Odby, packed in straw and sacking, and most only needed new belts.",
    "The town has lent the foundation two hundred thousand crowns, to be paid back over the next ten years.",
    "On the first Sunday of every month the old foremen will show how a damask is set up, thread by thread.",
    "Ines Falk, whose grandmother worked in the mill for thirty years, has taken over the dye house with friends.",
    "The first cloth is to leave the yard before Christmas, and half of it has been ordered by a theatre.",
]
SWIMMING_HALL = [
    "The council voted on Monday to close the old swimming hall at the end of the season, after engineers found "
    "cracks in the roof above the main pool.",
    "Swimmers have collected eleven hundred signatures against the plan, and they want the town to wait until the "
    "new hall at the river is finished.",
]


def paragraphs(texts: list[str]) -> str:
    """One `<p>` for each text."""
    return "".join(f"<p>{text}</p>" for text in texts)
