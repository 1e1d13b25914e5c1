"""Words before, between and after names that are written with spaces."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "AND",
    "BUTTONS_AFTER",
    "COLLECTIVES",
    "DEGREES",
    "WAW_NAMES",
    "WEEKDAYS_AFTER",
]

# The word between two names.
AND: tuple[Row, ...] = (
    Row("and", "English"),
    Row("und", "German"),
    Row("et", "French"),
    Row("y", "Spanish"),
    Row("e", "Italian and Portuguese"),
    Row("i", "Polish, Croatian, Catalan"),
    Row("и", "Russian and Bulgarian"),
    Row("та", "Ukrainian"),
    Row("en", "Dutch"),
    Row("og", "Danish and Norwegian"),
    Row("och", "Swedish"),
    Row("dan", "Indonesian"),
    Row("ve", "Turkish"),
    Row("και", "Greek"),
)  # fmt: skip

# A weekday after a name, where a comma and the day follow: `Bryan Wals Tuesday`. Not those of `calendar`: a
# weekday that is also a name (`Rabu`, `Salı`) must be known to follow one.
WEEKDAYS_AFTER: tuple[Row, ...] = (
    Row("(?:mon|tues|wednes|thurs|fri|satur|sun)day", "English"),
    Row("(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend", "German"),
    Row("lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche", "French"),
    Row("lunes|martes|miércoles|jueves|viernes|sábado|domingo", "Spanish"),
    Row("(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?", "Portuguese"),
    Row("lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica", "Italian"),
    Row("понедельник|вторник|среда|четверг|пятница|суббота|воскресенье", "Russian"),
    Row("понеділок|вівторок|середа|четвер|п['’]ятниця|субота|неділя", "Ukrainian"),
    Row("poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela", "Polish"),
    Row("pondělí|úterý|středa|čtvrtek|pátek|neděle", "Czech"),
    Row("δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή", "Greek"),
    Row("pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar", "Turkish"),
    Row("(?:ال)?(?:[اإأ]ثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة|سبت|[أا]حد)", "Arabic"),
    Row("(?:maan|dins|woens|donder|vrij|zater|zon)dag", "Dutch"),
    Row("senin|selasa|rabu|kamis|jumat|sabtu|minggu", "Indonesian"),
)  # fmt: skip

# `Jane Doe Follow`: a button that nothing separates from the name
BUTTONS_AFTER: tuple[Row, ...] = (
    Row("Follow(?:ing|er)?|Subscribe|E-?mail|Contact|View (?:all|bio|profile|posts)|(?:Read|Full) bio", "English"),
    Row("Folgen", "German"),
    Row("Suivre", "French"),
    Row("Seguir", "Spanish and Portuguese"),
    Row("Segui", "Italian"),
    Row("Volgen", "Dutch"),
    Row("Obserwuj", "Polish"),
    Row("Подписаться", "Russian"),
    Row("Takip et", "Turkish"),
)  # fmt: skip

# The last word of a name for many: a desk, never a person.
COLLECTIVES: tuple[Row, ...] = (
    Row("team|desk|bureau|staff|newsroom|editors|reporters|writers|contributors", "English"),
    Row("redaktion", "German, Danish, Swedish"),
    Row("redacción", "Spanish"),
    Row("redazione", "Italian"),
)  # fmt: skip

# Names that begin with the letter of `and`, without it.
WAW_NAMES: tuple[Row, ...] = (
    Row("ليد|ائل|فاء|سام|جدي|جيه|رد|داد|هيب|لاء|سيم|صفي|ديع|اصف|حيد|فيق", "Arabic"),
)  # fmt: skip

# Abbreviated degrees in lowercase letters before a name: `lek. med. Anna Nowak`, `dr n. med.`, `к.м.н.`
DEGREES: tuple[Row, ...] = (
    Row("prof|dr|lek|mgr|inż|hab|n|med|wet|stom|doc|ing|arch|oprac", "Polish, Czech, German"),
    Row(r"проф|акад|канд|мед|наук|[кд]\.\s?м\.\s?н", "Russian and Ukrainian"),
)  # fmt: skip
