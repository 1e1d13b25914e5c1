"""Scripts, the most common words of each language, and letters that tell close relatives apart."""

from __future__ import annotations

__all__ = [
    "COMMON_WORDS",
    "DISTINCTIVE_LETTERS",
    "SCRIPTS",
]

# Scripts by code point ranges; the script with the most letters wins. A language is given if the script has
# only one major language.
SCRIPTS: tuple[tuple[str, str | None, str], ...] = (
    ("latin", None, "A-Za-z\u00aa-\u024f\u1e00-\u1eff"),
    ("han", "zh", "\u3400-\u9fff\uf900-\ufaff"),
    ("kana", "ja", "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d"),
    ("hangul", "ko", "\uac00-\ud7af\u1100-\u11ff\u3130-\u318f"),
    ("cyrillic", None, "\u0400-\u052f"),
    ("arabic", None, "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"),
    ("devanagari", None, "\u0900-\u097f"),
    ("hebrew", "he", "\u05d0-\u05ff"),
    ("greek", "el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("thai", "th", "\u0e00-\u0e7f"),
    ("bengali", "bn", "\u0980-\u09ff"),
    ("gurmukhi", "pa", "\u0a00-\u0a7f"),
    ("gujarati", "gu", "\u0a80-\u0aff"),
    ("tamil", "ta", "\u0b80-\u0bff"),
    ("telugu", "te", "\u0c00-\u0c7f"),
    ("kannada", "kn", "\u0c80-\u0cff"),
    ("malayalam", "ml", "\u0d00-\u0d7f"),
    ("sinhala", "si", "\u0d80-\u0dff"),
    ("lao", "lo", "\u0e80-\u0eff"),
    ("tibetan", "bo", "\u0f00-\u0fff"),
    ("myanmar", "my", "\u1000-\u109f"),
    ("georgian", "ka", "\u10a0-\u10ff"),
    ("ethiopic", "am", "\u1200-\u137f"),
    ("khmer", "km", "\u1780-\u17ff"),
    ("armenian", "hy", "\u0531-\u058f"),
    ("mongolian", "mn", "\u1820-\u18aa"),
)  # fmt: skip

# The most frequent words of each language that its neighbours do not share, by script.
COMMON_WORDS: dict[str, dict[str, str]] = {
    "latin": {
        "en": (
            "the of and to in is that for it was on with as by at from this have are be not he they his "
            "has said which who will would their were been"
        ),
        "es": (
            "de la que el en y los se del las por un para con una su al lo como más pero sus le ya o este "
            "sí porque esta entre cuando muy sin sobre también fue ha"
        ),
        "pt": (
            "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à "
            "seu sua ou quando muito nos já também só pelo pela até foi são"
        ),
        "fr": (
            "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il "
            "sont la avec son ses aux d'une cette ont été mais"
        ),
        "de": (
            "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
            "werden aus er hat dass sie nach wird bei einer um am sind noch wie"
        ),
        "it": (
            "di che e la il un a per in una mi sono è non si da lo ma le con del della ha dei nel alla i "
            "gli anche come più al delle questo"
        ),
        "nl": (
            "de van een het en in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit "
            "door naar heeft hij ze wordt werd deze over"
        ),
        "sv": (
            "och i att det som en på är av för med den till inte har de ett om han var men sig från vi så "
            "kan när år säger efter ut sin"
        ),
        "da": (
            "og i at det er en til på som af for med den der ikke de et har om han var men fra vi så kan "
            "når år siger efter ud sin blev hun"
        ),
        "no": (
            "og i at det er en til på som av for med den ikke de et har om han var men fra vi så kan når "
            "år sier etter ut sin ble hun"
        ),
        "fi": (
            "ja on ei että se hän oli ovat myös mutta kun niin mukaan joka jos sen tai ole vuoden vuonna "
            "sekä mitä nyt kuin joka jotka voi"
        ),
        "pl": (
            "i w na z się nie do to że jest o jak po co ale za od przez dla czy tym był jego tego ma przy "
            "oraz są które który może już roku"
        ),
        "cs": (
            "a v se na je že s z do to o i ve k pro jako po by ale které který jsou byl podle od za jeho "
            "si při než nebo také jeho tak roku"
        ),
        "sk": (
            "a v sa na je že s z do to o aj vo k pre ako po by ale ktoré ktorý sú bol podľa od za jeho si "
            "pri než alebo tiež tak roku"
        ),
        "hu": (
            "a az és hogy nem is egy azt meg el van de ez volt csak már mint még szerint után lehet kell "
            "lett magyar ki fel ha vagy"
        ),
        "ro": (
            "de și în a la cu că pe nu o un din care mai pentru este au fost sa se ce iar sau prin după "
            "dar lui fi acest către"
        ),
        "tr": (
            "ve bir bu da de için ile çok olarak daha olan gibi kadar sonra en ne var değil ise oldu dedi "
            "türkiye göre yeni ancak iki olduğu"
        ),
        "id": (
            "yang dan di dengan untuk ini dari itu pada dalam tidak akan ke adalah juga oleh kata ada "
            "telah saat sebagai karena tersebut bisa para mereka lebih mengatakan bahwa kepada belum tak "
            "pemerintah"
        ),
        "ms": (
            "yang dan di dengan untuk ini dari itu pada dalam tidak akan ke adalah juga oleh kata ada "
            "telah kerana boleh beliau tersebut bagi mereka lebih katanya berkata bahawa kepada ialah "
            "kerajaan"
        ),
        "vi": (
            "và của là có trong được cho không các một với những này người khi đã để đến từ ông vào ra "
            "năm tại cũng nhiều theo về"
        ),
        "tl": (
            "ang ng sa na mga ay at si ni kay ito hindi nang para siya mula kung may din rin ayon pa lang "
            "nila niya dahil"
        ),
        "sw": (
            "ya na wa kwa ni katika la kuwa za cha hii huo huyo yake wake alisema kama watu hiyo pia "
            "baada ambao lakini vya mwaka"
        ),
        "ca": (
            "de la i el que a en les els per un amb una del es no com al més ha dels aquest però també "
            "són seva han fins aquesta"
        ),
        "hr": (
            "i u je na se da za su od s a o ne koji kako što bi će ali sam iz do kao koje bio samo nije "
            "to te nakon već više"
        ),
        "sl": "in je v na se da za so ki pa z bi tudi po ne kot o iz do bo bil ali še že s k ter pri lahko leta",
        "lt": "ir kad į yra su iš tai bet ne kaip už o jo jau buvo tik dar nuo savo apie pagal metų gali kuris kurie",
        "lv": "un ir ka no uz ar par kā arī bet tas nav pie lai vai gadā tiek gada bija to ne viņš kas šo",
        "et": "ja on et ei ka see oma mis kui aga oli seda selle kes ning ta nii siis veel pole aasta kuid või",
        "sq": "e në të dhe për me që nga një se është u ka si i nuk më do por këtë janë kjo edhe tij pas",
        "az": (
            "və bu ki bir da də üçün ilə daha olan isə sonra edib olub deyib onun qeyd bildirib görə "
            "həmin azərbaycan"
        ),
        "af": "die en van in is het dat nie vir op met te aan was hy sy ons by ook word deur om maar hulle jaar",
        "eu": "eta da ez du bat ere dira izan zen dute egin baina dela duen hau beste gure bere batean",
        "gl": (
            "de a o que e do da en un para con non unha os no se na por máis as dos como pero ao súa polo "
            "pola tamén foi"
        ),
    },
    "cyrillic": {
        "ru": (
            "и в не на что с по это как а к из у за о но от для его все он они был так также которые "
            "будет или было этом только россии сообщает"
        ),
        "uk": (
            "і в не на що з до та як у за про але від для його все він вони був так також які буде або "
            "було цьому що це України україни"
        ),
        "be": (
            "і ў не на што з да як у за пра але ад для яго усё ён яны быў так таксама якія будзе або было "
            "гэта гэтым беларусі"
        ),
        "bg": (
            "и в не на че с по това как а към из за от но са се да е той те беше така също които ще или "
            "било само като му"
        ),
        "sr": (
            "и у не на што с по то како а из за о али од да се је су он они био тако такође који ће или "
            "било само као није"
        ),
        "mk": "и во не на што со по тоа како а од за но да се е се тој тие беше така исто кои ќе или само како му ја",
        "kk": "және бұл мен де да үшін деп бір болып осы ол бойынша туралы еді қазақстан деді жылы ғана",
        "ky": "жана бул менен да де үчүн деп бир болуп ошол ал боюнча тууралуу эле кыргызстан айтты жылы",
        "mn": "нь байна бол энэ юм гэж болон байгаа монгол тухай хийх ба олон хүн он улсын",
        "tg": "ва дар ба аз ки ин бо барои аст як он буд мешавад кард тоҷикистон",
        "uz": "ва бу билан учун бир деб бўлган ҳам эди ўзбекистон қилиш",
    },
    "arabic": {
        "ar": "في من على أن إلى عن التي الذي هذا هذه مع كان قد بعد ما لا كما ذلك بين أو وقال خلال حيث أنه كل",
        "fa": "در و به از که این را با است برای آن یک خود شد می تا بر کرد بود هم نیز شده اما وی گفت ایران های",
        "ur": "کے کی میں ہے اور کا سے کو نے پر کہ یہ ہیں اس ہو بھی کر تھا گیا لیے ان ایک نہیں پاکستان تھے",
        "ps": "په د چې او له کې ته دا دی نه به يې سره هم شوي وي افغانستان کړي",
        "ckb": "لە و بە کە بۆ ئەو ئەم لەگەڵ هەر دەکات کرد بوو ھەرێمی کوردستان",
    },
    "devanagari": {
        "hi": "के में की है और से का को ने पर कि यह भी हैं एक लिए नहीं इस हो कर था ही गया वह तो",
        "mr": "आणि आहे या च्या मध्ये ते हे की तर होते असे आहेत नाही केली झाली यांनी त्यांनी मात्र",
        "ne": "को र मा छ ले पनि गरेको भएको हो गर्न लागि तथा थियो उनले नेपाल छन् गर्ने",
    },
}  # fmt: skip

# Letters that distinguish close relatives.
DISTINCTIVE_LETTERS: dict[str, tuple[str, float]] = {
    "uk": ("їєґ", 3), "be": ("ў", 3), "ru": ("ыэ", 0.6), "sr": ("ђћџјљњ", 2), "mk": ("ѓќѕ", 3), "kk": ("әғқңұһ", 2),
        "ky": ("ңөү", 0.7),
    "mn": ("өү", 0.7), "bg": ("ъ", 0.4), "fa": ("پچژگ", 1), "ur": ("ٹڈڑےںھ", 2), "ps": ("ښځڅږۍ", 3),
        "ckb": ("ێۆڵڕە", 2), "vi": ("ươđạảấầẩậắằặẹẻẽếềểệịọỏốồổộớờởợụủứừửựỳỷỹ", 2),
    "tr": ("ğış", 0.7), "az": ("ə", 2), "pl": ("łąęźżść", 1), "cs": ("řěů", 2), "sk": ("ľĺŕô", 2), "hu": ("őű", 3),
        "ro": ("țșăţş", 1), "pt": ("ãõ", 2), "es": ("ñ¿¡", 2),
    "de": ("ß", 1), "sv": ("ä", 0.2), "da": ("æø", 0.2), "no": ("æø", 0.2), "lv": ("āēīņļķģ", 2), "lt": ("ėįųė", 2),
        "et": ("õ", 1), "sq": ("ë", 1), "mr": ("ळ", 2),
}  # fmt: skip
