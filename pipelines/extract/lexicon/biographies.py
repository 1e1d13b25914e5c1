"""How a note about the author continues after the name, below an article."""

from __future__ import annotations

__all__ = ["AFTER_NAME", "AT_THE_PAPER", "CONTACT"]

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

# Phrases which show that the subject of a note writes for newspapers, one row per language or family.
AT_THE_PAPER: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:(?:freelance|staff|senior|contributing|science|sports?|crime|education|business|features?)\s(?:writer|"
        r"reporter|editor|journalist|correspondent|columnist)|"
        r"(?:is|was) (?:an?|the)\s(?:[\w-]+\s){0,2}(?:writer|reporter|"
        r"journalist|columnist|correspondent|blogger|editor)|covers\s|reports? (?:on|for|from)|"
        r"writes? (?:about|for|on))\b",
        "English",
    ),
    (
        r"\b(?:journalist(?:in)?|redakteur(?:in)?|korrespondent(?:in)?|autor(?:in)?|reporter(?:in)?|volontär(?:in)?|"
        r"schreibt für|berichtet (?:aus|für|über)|journalist|verslaggever|redacteur|schrijft (?:over|voor)|"
        r"journalist|reporter|skribent|skriver (?:om|för|for))\b",
        "German, Dutch, Nordic",
    ),
    (
        r"\b(?:journaliste|correspondante?|rédact(?:eur|rice)|chroniqueu[rs]e?|écrit (?:sur|pour)|periodista|"
        r"redactora?|corresponsal|columnista|escribe (?:sobre|para|en)|jornalista|repórter|colunista|"
        r"escreve (?:sobre|para)|giornalista|redattore|redattrice|corrispondente|scrive (?:di|per|su))\b",
        "French, Spanish, Portuguese, Italian",
    ),
    (
        r"\b(?:dziennikar(?:z|ka)|redaktor(?:ka)?|publicyst(?:a|ka)|reporter(?:ka)?|pisze o|novinář(?:ka)?|píše o|"
        r"журналист(?:ка)?|корреспондент|обозреватель|редактор|колумнист|пишет о|журналіст(?:ка)?)\b",
        "Slavic languages",
    ),
    (
        r"\b(?:muhabir|gazeteci|yazar|δημοσιογράφος|συντάκτ(?:ης|ρια)|újságíró|szerkesztő|jurnalist[aă]?|redactor)",
        "others",
    ),
)
# How a line asks to write to the author; `{name}` stands for the name.
CONTACT: tuple[tuple[str, str], ...] = (
    (
        r"(?i:contact|reach|e-?mail|follow)\s(?i:(?:the\s)?(?:reporter|writer|staff writer|author)\s)?{name}\s"
        r"(?:at|on|via)\b",
        "English",
    ),
)
