"""How a note about the author goes on after the name, below an article."""

from __future__ import annotations

__all__ = ["AFTER_NAME"]

# One row per language or family: what the author is, or does for the paper. Verbs of a story (`said`, `won`)
# are left out on purpose: a paragraph may begin with the name of a person it is about.
AFTER_NAME: tuple[tuple[str, str], ...] = (
    (
        r"(?:\([^()]{2,60}\) )?(?:currently |now |also )?(?:is|was|are|has been|works?|writes?|reports?|covers?|lives?|"
        r"teaches|contributes|"
        r"joined|edits|hosts)\b|['’]s? (?:latest |new |most recent )?(?:book|novel|column|work|writing|newsletter)\b",
        "English",
    ),
    (
        r"(?:\([^()]{2,60}\) )?(?:ist|war|sind|arbeitet|schreibt|berichtet|lebt|lehrt|leitet|volontiert|is|werkt|"
        r"schrijft|woont|är|arbetar|skriver|er|jobber|arbejder|on|työskentelee)\b",
        "German, Dutch, Nordic",
    ),
    (
        r"(?:est|était|travaille|écrit|couvre|vit|enseigne|es|fue|trabaja|escribe|cubre|vive|enseña|é|foi|trabalha|"
        r"escreve|cobre|leciona|è|lavora|scrive|insegna)\b",
        "French, Spanish, Portuguese, Italian",
    ),
    (
        r"(?:jest|był|była|pracuje|pisze|mieszka|je|byl|byla|píše|žije)\b|[-–—] ?(?:журналист|корреспондент|"
        r"обозреватель|редактор|автор|писатель|политолог|эксперт|оглядач|журналіст)|(?:работает|пишет|живёт|живет|"
        r"преподаёт|является|працює|пише)\b",
        "Slavic languages",
    ),
    (
        r"(?:adalah|merupakan|bekerja|menulis|là|muhabir\w*|yazar\w*|gazeteci\w*|είναι|εργάζεται|γράφει)\b",
        "Indonesian, Vietnamese, Turkish, Greek",
    ),
)
