"""Words before, between and after names that are written with spaces."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "AND",
    "BEFORE_DATES",
    "BUTTONS_AFTER",
    "COLLECTIVES",
    "DEGREES",
    "MONTHS_AFTER",
    "SHORT_WEEKDAYS_AFTER",
    "VERBS_AFTER",
    "WAW_NAMES",
    "WEEKDAYS_AFTER",
    "WEEKDAYS_OF_WORDS",
    "WITH",
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

# Weekdays of two words, which look like a given name and a family name.
WEEKDAYS_OF_WORDS: tuple[Row, ...] = (
    Row("thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật", "Vietnamese"),
    Row("(?:segunda|terça|quarta|quinta|sexta) feira", "Portuguese"),
)

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

# Words after a name that begin what is said of the text; the rest of the line goes with them.
VERBS_AFTER: tuple[Row, ...] = (
    Row("publiziert|veröffentlicht", "German"),
    Row("publié", "French"),
    Row("publicado", "Spanish and Portuguese"),
    Row("aktualisiert", "German"),
    Row("published|updated|posted|wrote|writes|reports?|says|is|was|has", "English"),
    Row(r"(?-i:am|(?:le|el)(?!\s[A-ZÀ-Ý]))", "German, French, Spanish: the word before a day, in lower case"),
    Row((
        r"(?:(?:medically|clinically|technically|legally|expert|fact[ -])\s?)?(?:reviewed|checked|edited|"
        r"verified|narrated|illustrated|photographed)\s+by"
    ), "English: who else worked on the text"),
)  # fmt: skip

# Words between a name and a date or a time.
BEFORE_DATES: tuple[Row, ...] = (
    Row("on|at", "English"),
    Row("am|um", "German"),
    Row("le|à", "French"),
    Row("el|a las", "Spanish"),
    Row("en|den", "Spanish, Dutch, Danish"),
    Row("em|às", "Portuguese"),
    Row("il|alle(?: ore)?|ore", "Italian"),
    Row("op|om", "Dutch"),
    Row(r"kl\.?|klo", "Nordic"),
    Row("dne|v|w", "Czech and Polish"),
    Row("di|in", "Indonesian and English"),
    Row("zaman:?|dia", "Turkish and Portuguese"),
    Row("في|در", "Arabic and Persian"),
    Row(r"о|em|o godz\.?|w dniu", "Ukrainian, Portuguese, Polish"),
    Row("în data de|la|ora", "Romanian"),
    Row("tarihinde", "Turkish"),
    Row("saat|pada|pukul|jam", "Turkish and Indonesian"),
    Row("lúc", "Vietnamese"),
    Row("в|на|о|об", "Russian and Ukrainian"),
    Row("στις|,", "Greek, and a comma"),
)  # fmt: skip

# Months after a name, whose day was cut off. Not those of `calendar`, which are also names in other languages.
MONTHS_AFTER: tuple[Row, ...] = (
    Row("jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec", "English, short"),
    Row("januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember", "German"),
    Row("january|february|march|october|december", "English"),
    Row("enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre", "Spanish"),
    Row("janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre", "French"),
)  # fmt: skip

# A short weekday between a name and a date in numbers: `Anna Berti il Mar, 12/03/2024 - 08:15`.
SHORT_WEEKDAYS_AFTER: tuple[Row, ...] = (
    Row("mon?|tue?|wed|thu|fri|sat|sun", "English"),
    Row("lun|mar|mer|gio|ven|sab|dom", "Italian"),
    Row("mi[ée]|jue|vie|sáb", "Spanish"),
    Row("seg|ter|qua|qui|sex", "Portuguese"),
    Row("jeu|sam", "French"),
    Row("dim|di|mi|do|fr|sa|so", "German"),
    Row("ma|wo|vr|za|zo", "Dutch"),
    Row("пн|вт|ср|чт|пт|сб|вс|нд", "Russian and Ukrainian"),
    Row("пон|вто|сре|чет|пет|съб|нед", "Bulgarian and Serbian"),
    Row("pon|wt|śr|czw|pt|sob|niedz", "Polish"),
    Row("po|út|st|čt|pá|ne|ut|št", "Czech and Slovak"),
    Row("tis|ons|tor|fre|lör|søn", "Swedish, Danish, Norwegian"),
    Row("ke|to|pe|la|su", "Finnish"),
    Row("paz|pzt|sal|çar|per|cum|cmt", "Turkish"),
)  # fmt: skip

# What joins two names besides `AND`.
WITH: tuple[Row, ...] = (
    Row("và", "Vietnamese"),
    Row("oraz", "Polish"),
    Row("with", "English"),
    Row("mit", "German"),
    Row("con", "Spanish and Italian"),
    Row("avec", "French"),
)  # fmt: skip
