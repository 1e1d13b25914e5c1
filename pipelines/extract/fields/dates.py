"""Dates as pages write them, in any language, and dates as metadata writes them.

`find_dates` reads every date of a line, each as precise as it is written, with the word that says what it is a date of (published,
updated, something else). The forms are a table of patterns; month names, zone names and label words are tables too. No form reads a
number that could be anything else: two numbers make a date only beside a time or a month name.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

__all__ = [
    "FoundDate",
    "Stamp",
    "find_dates",
    "may_hold_date",
    "parse_capture_time",
    "parse_stamp",
    "url_date",
]

Meaning = Literal["published", "updated", "other"]


class Stamp(NamedTuple):
    """A date or time as written. `year` is None where none is written; `hour` where only the day is; `offset` in minutes from UTC."""

    year: int | None
    month: int
    day: int
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    offset: int | None = None

    def iso(self) -> str:
        """ISO 8601, as precise as the stamp: `2012-02-14`, `2012-02-14T14:46+08:00`."""
        text = f"{self.year or 0:04}-{self.month:02}-{self.day:02}"
        if self.hour is None:
            return text
        text += f"T{self.hour:02}:{self.minute or 0:02}"
        if self.second is not None:
            text += f":{self.second:02}"
        if self.offset is not None:
            sign = "-" if self.offset < 0 else "+"
            text += f"{sign}{abs(self.offset) // 60:02}:{abs(self.offset) % 60:02}"
        return text

    @property
    def day_only(self) -> Stamp:
        """The same day without its time."""
        return self._replace(hour=None, minute=None, second=None, offset=None)

    @property
    def moment(self) -> datetime.datetime:
        """The stamp as a naive local time (midnight where no time is written). The year must be known."""
        return datetime.datetime(
            self.year or 1, self.month, self.day, self.hour or 0, self.minute or 0, self.second or 0
        )


class FoundDate(NamedTuple):
    """A date in a line: `text[start:end]`, what it is a date of (None: not said), and the form that read it."""

    stamp: Stamp
    start: int
    end: int
    meaning: Meaning | None
    form: str


# Month names and abbreviations, January to December; variants of one month are joined by a slash. Cases that dates are written in.
_MONTHS: dict[str, str] = {
    "English": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct november/nov december/dec",
    "Spanish": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago septiembre/setiembre/sept octubre/oct noviembre/nov diciembre/dic",
    "Portuguese": "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set outubro/out novembro/nov dezembro/dez",
    "French": "janvier/janv février/févr/fevrier mars avril/avr mai juin juillet/juil août/aout septembre/sept octobre/oct novembre/nov décembre/déc/decembre",
    "Italian": "gennaio/gen febbraio/febb marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/set ottobre/ott novembre dicembre/dic",
    "German": "januar/jan/jänner februar/feb märz/mär/maerz april mai juni/jun juli/jul august september oktober/okt november dezember/dez",
    "Dutch": "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "Nordic": "januari/januar/tammikuuta februari/februar/helmikuuta mars/marts/maaliskuuta april/huhtikuuta maj/mai/toukokuuta juni/kesäkuuta juli/heinäkuuta augusti/august/elokuuta september/syyskuuta oktober/lokakuuta november/marraskuuta december/desember/joulukuuta",
    "Russian": "января/янв/январь февраля/фев/февр/февраль марта/мар/март апреля/апр/апрель мая/май июня/июн/июнь июля/июл/июль августа/авг/август сентября/сен/сент/сентябрь октября/окт/октябрь ноября/ноя/нояб/ноябрь декабря/дек/декабрь",
    "Ukrainian": "січня/січ лютого/лют березня/бер квітня/квіт травня/трав червня/черв липня/лип серпня/серп вересня/вер жовтня/жовт листопада/лист грудня/груд",
    "Polish": "stycznia/sty lutego/lut marca kwietnia/kwi maja czerwca/cze lipca/lip sierpnia/sie września/wrz października/paź listopada/lis grudnia/gru",
    "Czech": "ledna února března dubna května června července srpna září října listopadu prosince",
    "South Slavic": "siječnja/јануара/januara veljače/фебруара/februara ožujka/марта travnja/априла/aprila svibnja/маја lipnja/јуна srpnja/јула kolovoza/августа/avgusta rujna/септембра/septembra listopada/октобра/oktobra studenoga/новембра/novembra prosinca/децембра/decembra",
    "Romanian": "ianuarie/ian februarie martie aprilie mai iunie/iun iulie/iul august septembrie octombrie noiembrie decembrie",
    "Hungarian": "január/jan február/febr március/márc április/ápr május/máj június/jún július/júl augusztus/aug szeptember/szept október/okt november december",
    "Turkish": "ocak/oca şubat/şub mart nisan/nis mayıs haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas aralık/ara",
    "Indonesian": "januari februari/pebruari maret april mei juni juli agustus/agu/agt september oktober/okt november/nopember desember/des",
    "Malay": "januari februari mac april mei jun julai ogos september oktober november disember/dis",
    "Arabic": "يناير/كانون_الثاني/جانفي فبراير/شباط/فيفري مارس/آذار/اذار أبريل/ابريل/نيسان/إبريل/أفريل مايو/أيار/ايار/ماي يونيو/حزيران/يونيه/جوان يوليو/تموز/يوليه/جويلية أغسطس/اغسطس/آب/أوت سبتمبر/أيلول/ايلول/شتنبر أكتوبر/اكتوبر/تشرين_الأول نوفمبر/تشرين_الثاني/نونبر ديسمبر/كانون_الأول/دجنبر",
    "Persian (Gregorian)": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "Urdu": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "Hindi": "जनवरी/जन फ़रवरी/फरवरी/फर मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर",
    "Bengali": "জানুয়ারি/জানুয়ারি ফেব্রুয়ারি/ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    "Thai": "มกราคม/ม.ค กุมภาพันธ์/ก.พ มีนาคม/มี.ค เมษายน/เม.ย พฤษภาคม/พ.ค มิถุนายน/มิ.ย กรกฎาคม/ก.ค สิงหาคม/ส.ค กันยายน/ก.ย ตุลาคม/ต.ค พฤศจิกายน/พ.ย ธันวาคม/ธ.ค",
    "Greek": "ιανουαρίου/ιαν φεβρουαρίου/φεβ μαρτίου/μαρ απριλίου/απρ μαΐου/μαϊ ιουνίου/ιουν ιουλίου/ιουλ αυγούστου/αυγ σεπτεμβρίου/σεπ οκτωβρίου/οκτ νοεμβρίου/νοε δεκεμβρίου/δεκ",
    "Catalan": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "Slovak": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "Bulgarian": "януари февруари март април май юни юли август септември октомври ноември декември",
    "Serbian": "јануар/јануари фебруар/февруари март април мај јун/јуни јул/јули август септембар/септември октобар/октомври новембар/ноември децембар/декември",
    "Belarusian": "студзеня лютага сакавіка красавіка мая/траўня чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
    "Lithuanian": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "Latvian": "janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī",
    "Estonian": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "Albanian": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "Azerbaijani, Uzbek": "yanvar fevral mart aprel may iyun iyul avqust/avgust sentyabr/sentabr oktyabr/oktabr noyabr dekabr",
    "Kazakh": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "Georgian": "იანვარი/იანვარს თებერვალი/თებერვალს მარტი/მარტს აპრილი/აპრილს მაისი/მაისს ივნისი/ივნისს ივლისი/ივლისს აგვისტო/აგვისტოს სექტემბერი/სექტემბერს ოქტომბერი/ოქტომბერს ნოემბერი/ნოემბერს დეკემბერი/დეკემბერს",
    "Filipino": "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
    "Swahili": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
    "Marathi": "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर",
    "Tamil": "ஜனவரி/ஜன பிப்ரவரி/பிப் மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்",
    "Hebrew": "בינואר/ינואר בפברואר/פברואר במרץ/מרץ באפריל/אפריל במאי/מאי ביוני/יוני ביולי/יולי באוגוסט/אוגוסט בספטמבר/ספטמבר באוקטובר/אוקטובר בנובמבר/נובמבר בדצמבר/דצמבר",
}  # fmt: skip


def _month_numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    for language in _MONTHS.values():
        for number, forms in enumerate(language.split(), 1):
            for form in forms.split("/"):
                numbers.setdefault(form.replace("_", " "), number)
    return numbers


_MONTH_NUMBERS = _month_numbers()

# Names of zones, with their distance from UTC in minutes. Names that several zones share (IST, ET, CST in China and in Chicago) are
# left out: a wrong offset is worse than none.
_ZONES: dict[str, int] = {
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180, "мск": 180, "WIB": 420, "WITA": 480,
    "WIT": 540, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "PHT": 480, "ICT": 420, "AEST": 600, "AEDT": 660, "NZST": 720,
    "NZDT": 780, "GST": 240, "PKT": 300, "BRT": -180, "北京时间": 480, "по московскому времени": 180,
}  # fmt: skip

# Words beside a date that say what it is a date of. Read in this order, so that `最后更新时间` is an update.
_MEANINGS: tuple[tuple[Meaning, re.Pattern[str], str], ...] = (
    ("other", re.compile(r"推荐|开庭|截至|截止|有效期|版权|(?<!\w)©|\(c\)|copyright|会议|活动时间|举办|时长|注册|备案|许可|评论|回复|登录|登入|入会|出生|生于|下一篇|上一篇|出版|"
                         r"accessed|retrieved|since|established|born|founded|expires?|deadline|effective|starts?|event|comments?|joined|member|season|season|episode|"
                         r"review(?:ed)? by|captured|archived"), "not a date of this text"),
    ("updated", re.compile(r"更新|修改|修订|最后编辑|変更|updat|modif|revis|last (?:edited|reviewed|changed)|reviewed|actualiz|atualiz|mis(?:e)? à jour|aktualisiert|geändert|"
                           r"aggiorn|обновл|измен|оновл|diperba|güncel|수정|변경|تحديث|آخر|cập nhật|bijgewerkt|zaktual|edited|aktualizováno|oppdatert|opdateret|uppdaterad|päivitetty|"
                           r"अपडेट|อัปเดต|ενημέρωση|עודכן"), "changed after it was published"),
    ("published", re.compile(r"发布|发表|发稿|时间|日期|刊发|刊登|日付|發佈|發布|發表|時間|上传|创建|成文|来源|publi|posted|\bdated?\b|issued|written|veröffentlicht|erschienen|опубл|дата|"
                             r"размещен|diterbitkan|tayang|terbit|diposting|yayın|입력|등록|게재|작성|승인|기사|掲載|公開|配信|投稿|発表|نشر|تاريخ|تاریخ|đăng|geplaatst|creat|fecha|data\b|datum|"
                             r"प्रकाशित|เผยแพร่|δημοσ|פורסם|by\b"), "when it was published"),
)  # fmt: skip

# Digits of other scripts, and full-width punctuation, one character for one so that places stay.
_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９：／．－，　\u00a0\u202f（）",
    "0123456789" * 6 + ":/.-,   ()",
)
_DIGIT = re.compile(r"\d")
_SOME_DIGIT = re.compile(r"[\d〇○零一二昨]")
# Asked of a line in lower case: without ignoring case, `re` passes over all characters that none of the words begins with.
_SOME_DAY = re.compile("前天|yesterday|ayer|вчера|gestern|hier|kemarin|dün|вчора|ieri|ontem|어제|أمس")
_SOME_DATE = re.compile(
    r"\d[-/.:,،年月日월일\s]|[〇○零一二三四五六七八九]年|\d(?:st|nd|rd|th)|[\s/.-](?:19|20|25)\d\d|前|昨|今|ago|назад|hace|gestern|heute|hier|aujourd|yesterday|today|hoy|ayer|вчера|сегодня|전|lalu|منذ|há |kemarin|bugün|dün"
)

_PERSIAN_MONTHS = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)

_Y = r"(?P<y>(?:19|20|25)\d\d)"
_M = r"(?P<m>1[0-2]|0?[1-9])"
_D = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_END = r"(?=\D|$|\d{1,2}[:：时時點点])"
_NAME = r"(?P<mon>(?:تشرين|كانون)\s(?:الأول|الاول|الثاني)|[^\W\d_][^\s\d,،/()\-•·|–—:;»]{1,18})"

# The forms: name, pattern, what a line must hold for it (see `_NEEDS`), examples. Tried in this order; a stretch of text that one form read is not read again.
FORMS: tuple[tuple[str, re.Pattern[str], set[str], str], ...] = (
    ("year-month-day", re.compile(rf"(?<![\d.]){_Y}\s?(?P<sep>[-/.])\s?{_M}\s?(?P=sep)\s?{_D}\.?{_END}"), {"year", "joined"}, "2024-04-24, 2024. 4. 24., 2024/4/24"),
    ("year-month-day-named", re.compile(rf"(?<!\d){_Y}\s?[年년]\s?{_M}\s?[月월]\s?{_D}(?:\s?[日일號号])?{_END}"), {"year", "han"}, "2024年4月24日, 2024년 4월 24일"),
    ("han-numerals", re.compile(r"(?<![年月日])(?P<hy>[一二][〇○Ｏ零一二三四五六七八九]{3})年(?P<hm>[一二三四五六七八九十]{1,2}|元)月(?P<hd>[一二三四五六七八九十廿卅]{1,3})[日号號]?"), {"han"}, "二〇二四年四月二十四日"),
    ("glued", re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])/(?P<d>[0-3]\d)(?=\d\d:\d\d|\D|$)"), {"year", "/"}, "202404/2410:30: year, day and time in cells of their own"),
    ("year month/day", re.compile(rf"(?<![\d.]){_Y}\s{_M}/{_D}{_END}"), {"year", "/"}, "2024 04/24: the year stands by itself"),
    ("era", re.compile(rf"(?P<era>令和|平成|昭和|民國|民国|中華民國)\s?(?P<eray>\d{{1,3}}|元)\s?年\s?{_M}\s?月\s?{_D}\s?日"), {"han"}, "令和6年4月24日, 民國113年4月24日"),
    ("day-month-name-year", re.compile(rf"(?<!\d){_D}(?:st|nd|rd|th|er|\.|º|ª|°)?[\s\-./]{{0,2}}(?:(?:de|of|del|di|ngày)\s|d['’])?{_NAME}(?:\s?/\s?[^\W\d_]{{3,12}}(?:\s[^\W\d_]{{3,8}})?)?\.?[\s\-,./،]{{1,3}}(?:(?:de|del|năm)\s)?(?:พ\.ศ\.\s?)?{_Y}(?!\d)"), {"year", "word"}, "24 April 2024, 24 de abril de 2024, 24 апреля 2024, ٢٤ أبريل ٢٠٢٤"),
    ("persian", re.compile(rf"(?<!\d){_D}\s(?P<persian>{'|'.join(_PERSIAN_MONTHS)})\s(?:ماه\s)?(?P<y>1[34]\d\d)(?!\d)"), {"persian"}, "۵ اردیبهشت ۱۴۰۳: the solar calendar of Iran"),
    ("persian-numbers", re.compile(r"(?<![\d/-])(?P<y>1[34]\d\d)(?P<sep>[/-])(?P<m>1[0-2]|0[1-9])(?P=sep)(?P<d>3[01]|[12]\d|0[1-9])(?!\d)"), {"joined"}, "۱۴۰۳/۰۲/۰۵"),
    ("thai-short", re.compile(r"(?<!\d)(?P<d>3[01]|[12]\d|0?[1-9])\s?(?P<mon>[ก-๙]{1,3}\.[ก-๙]{1,2}|[ก-๙]{4,12})\.?\s?(?P<yy>\d\d)(?!\d)"), {"thai"}, "24 เม.ย. 67"),
    ("month-name-day-year", re.compile(rf"{_NAME}\.?[\s\-]{{1,2}}{_D}(?:st|nd|rd|th)?(?:,|\s[A-Z][a-z]{{2}},?)?[\s\-]{{1,2}},?\s?{_Y}(?!\d)"), {"year", "word"}, "April 24, 2024, Dec 28 Sat 2013"),
    ("year-month-name-day", re.compile(rf"(?<!\d){_Y}[.,]?(?:\s(?:m\.))?[\s-]{_NAME}\.?[\s-]{_D}(?!\d)"), {"year", "word"}, "2024. április 24., 2024-Apr-24, 2024 m. balandžio 24 d."),
    ("vietnamese", re.compile(rf"(?<!\d){_D}\s+tháng\s+{_M}(?:,|\s+năm)?\s+{_Y}"), {"year", "word", "tháng"}, "24 tháng 4, 2024"),
    ("day-month-year", re.compile(rf"(?<![\d.:])(?P<a>\d{{1,2}})\s?(?P<sep>[-/.])\s?(?P<b>\d{{1,2}})\s?(?P=sep)\s?{_Y}(?!\d)"), {"year", "joined"}, "24.04.2024, 24/04/2024, 04/24/2024"),
    ("short-year", re.compile(r"(?<![\d.:/-])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<c>\d\d)(?![\d.:/-]|\s?%)"), {"short"}, "12-02-14 14:46, 24.04.24, only beside a time or alone"),
    ("republic", re.compile(rf"(?<!\d)(?P<eray>1[01]\d)年{_M}月{_D}日"), {"han"}, "113年4月24日: counted from 1911, in Taiwan"),
    ("short-year-chinese", re.compile(rf"(?<!\d)(?P<yy>\d\d)年{_M}月{_D}日"), {"han"}, "12年2月14日"),
    ("month-day-chinese", re.compile(rf"(?<![\d年년]){_M}\s?(?:月|월)\s?{_D}\s?[日일号]"), {"han"}, "4月24日 10:30: the year is elsewhere"),
    ("month-day-time", re.compile(r"(?<![\d./-])(?<!\d:)(?P<m>1[0-2]|0?[1-9])[-/](?P<d>3[01]|[12]\d|0?[1-9])(?=(?:\s?\([月火水木金土日]\))?\s{0,3}\d{1,2}:\d\d)"), {"time"}, "09-30 22:46, 4/24(水) 10:30"),
    ("day-month-name", re.compile(rf"(?<!\d){_D}(?:st|nd|rd|th|\.)?\s(?:de\s)?{_NAME}\.?(?=[\s,]{{1,3}}(?:[^\d\s]{{1,6}}\s)?\d{{1,2}}[:.h]\d\d)"), {"word", "time"}, "24 апреля, 10:30"),
    ("month-name-day", re.compile(rf"{_NAME}\.?\s{_D}(?:st|nd|rd|th)?(?=[\s,]{{1,3}}(?:at\s)?\d{{1,2}}:\d\d)"), {"word", "time"}, "Apr 24, 10:30 AM"),
)  # fmt: skip

# What may stand between a date and its time: brackets, a weekday, a preposition.
_TIME = re.compile(
    r"(?P<gap>(?:[\s,，、·|–—\-/@•()T.]|<[^>]*>){0,4}"
    r"(?:(?:星期|周|週|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일|[月火水木金土日一二三四五六월화수목금토일](?=\))|"
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)|"
    r"at|a\slas|às|as|à|um|ore|alle|o\sgodz\.?|godz\.?|в|о|об|pukul|jam|saat|lúc|kl\.?|klo|om|الساعة|ساعت|Pukul|Jam|г\.?|года|р\.|u|เวลา|h|(?<=\s)[^\W\d_]{3,12}(?=[\s,]))?"
    r"[\s.,:)|\-–]{0,3})"
    r"(?P<before>上午|下午|中午|晚上|晚间|早上|清晨|凌晨|午前|午後|오전|오후|AM|PM)?\s?"
    r"(?P<h>[01]?\d|2[0-4])(?:\s?[:hH.]\s?(?P<mi>[0-5]\d)(?!\d)|\s?[時时點点시]\s?(?:(?P<mi2>[0-5]?\d)\s?[分분]?)?|h(?!\w)|\s?Uhr)"
    r"(?:\s?[:.분分]\s?(?P<s>[0-5]\d)(?:[.,]\d{1,9})?(?!\d)|\s?(?P<s2>[0-5]?\d)[秒초])?"
    r"\s?(?P<after>[ap]\.?\s?m\b\.?|[AP]\.?M\b\.?|SA\b|CH\b|صباحاً?|مساءً?|ص\b|م\b)?"
)
_ZONE = re.compile(
    r"\s?\(?(?:(?P<name>" + "|".join(sorted(map(re.escape, _ZONES), key=len, reverse=True)) + r")(?!\w))?"
    r"\s?(?P<off>[+\-−]\d{1,2}(?::?\d\d)?(?!\d))?"
)
_TIME_BEFORE = re.compile(
    r"(?<![\d:.])(?P<h>[01]?\d|2[0-3])[:.h](?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d))?\s?(?P<after>[ap]\.?m\.?|[AP]\.?M\.?)?\s?"
    r"(?P<zone>[A-ZМСК]{2,4})?[\s,|·•–—\-()/]{1,4}(?:(?:on\s)?[^\W\d_]{2,9}\.?,?\s)?$"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911}
_AFTERNOON = frozenset(("下午", "午後", "오후", "pm", "晚上", "晚间", "ch", "مساء", "مساءً", "م"))
_MORNING = frozenset(("am", "午前", "오전", "上午", "sa", "凌晨", "صباحا", "صباحاً", "ص"))


def may_hold_date(text: str) -> bool:
    """Whether a line has a digit, or a day's or year's name, and so may hold a date. Costs next to nothing."""
    named = _SOME_DIGIT.search(text) or _SOME_DAY.search(text.lower())
    return named is not None and _SOME_DATE.search(text) is not None


def find_dates(
    text: str,
    *,
    day_first: bool | None = None,
    now: datetime.datetime | None = None,
    years: tuple[int, int] = (1900, 2100),
) -> list[FoundDate]:
    """Every date of a line, in order.

    day_first  reads `04/05/2024` as 4 May; None leaves out what could be either
    now        the capture time in the page's own zone, for `昨天 10:30` and `2 hours ago`; None leaves those out
    years      the first and last year that a date may have
    """
    if not may_hold_date(text):
        return []
    line = text if text.isascii() else text.translate(_DIGITS)
    taken: list[FoundDate] = []
    if "年" in line or _DIGIT.search(line):
        absent = _lacks(line)
        for form, pattern, needs, _ in FORMS:
            if needs & absent:
                continue
            before = len(taken)
            for match in pattern.finditer(line):
                stamp = _read(form, match, line, day_first)
                if stamp is None or not _possible(stamp, years):
                    continue
                if any(match.start() < other.end and other.start < match.end() for other in taken):
                    continue
                taken.append(_with_time(form, stamp, match.start(), match.end(), line))
            if len(taken) > before and not _goes_on(line, taken):
                break
    if now is not None:
        for start, end, stamp in _relative(line, now):
            if not any(start < other.end and other.start < end for other in taken):
                taken.append(FoundDate(stamp, start, end, None, "relative"))
    taken = [found for found in taken if found.form != "short-year" or _stands_out(found, line)]
    taken.sort(key=lambda found: found.start)
    return list(_meanings(line, taken))


def _goes_on(line: str, taken: list[FoundDate]) -> bool:
    """Whether there is a digit or 年, which every form has, outside of what was read."""
    at = 0
    for found in sorted(taken, key=lambda found: found.start):
        if _OF_A_FORM.search(line, at, found.start):
            return True
        at = max(at, found.end)
    return _OF_A_FORM.search(line, at) is not None


_OF_A_FORM = re.compile(r"[\d年]")


def _lacks(line: str) -> set[str]:
    """What a form may need and the line does not hold: see the third column of `FORMS`."""
    lacks = {need for need, signs in _SIGNS.items() if not any(sign in line for sign in signs)}
    lacks.update(need for need, pattern in _NEEDS.items() if not pattern.search(line))
    return lacks


_SIGNS = {
    "han": ("年", "月", "년", "월"),
    "persian": _PERSIAN_MONTHS,
    "thai": ("ก", "ย", "ค", "พ", "ม"),
    "/": ("/",),
    "tháng": ("tháng",),
}
_NEEDS = {
    "year": re.compile(r"(?:19|20|25)\d\d"),
    "word": re.compile(r"[^\W\d_\u3000-\u9fff\uac00-\ud7af]{2}"),
    "time": re.compile(r"\d[:.h]\d\d"),
    "short": re.compile(r"\d[-/.]\d{1,2}[-/.]\d\d(?!\d)"),
    "joined": re.compile(r"\d\s?[-/.]\s?\d"),
}


def _read(form: str, match: re.Match[str], line: str, day_first: bool | None) -> Stamp | None:
    if form in _NAMED_MONTHS:
        month = _month(match["mon"])
        if month is None:
            return None
        year = int(match["y"]) if form in _WITH_YEAR else None
        return Stamp(_gregorian(year), month, int(match["d"]))
    if form == "day-month-year":
        return _ordered(int(match["a"]), int(match["b"]), int(match["y"]), match["sep"], day_first)
    if form == "short-year":
        return _short(int(match["a"]), int(match["b"]), int(match["c"]), match["sep"], day_first)
    if form == "han-numerals":
        return Stamp(_han_number(match["hy"]), _han_number(match["hm"]), _han_number(match["hd"]))
    if form == "era":
        years = 1 if match["eray"] == "元" else int(match["eray"])
        return Stamp(_ERAS[match["era"]] + years, int(match["m"]), int(match["d"]))
    if form in ("persian", "persian-numbers"):
        month = int(match["m"]) if form == "persian-numbers" else _PERSIAN_MONTHS.index(match["persian"]) + 1
        return _from_persian(int(match["y"]), month, int(match["d"]))
    if form == "thai-short":
        month = _month(match["mon"])
        return Stamp(2500 - 543 + int(match["yy"]), month, int(match["d"])) if month else None
    if form == "republic":
        return Stamp(1911 + int(match["eray"]), int(match["m"]), int(match["d"]))
    if form == "short-year-chinese":
        return Stamp(2000 + int(match["yy"]), int(match["m"]), int(match["d"]))
    year = _gregorian(int(match["y"])) if form in _WITH_YEAR else None
    return Stamp(year, int(match["m"]), int(match["d"]))


_NAMED_MONTHS = frozenset(form for form, pattern, _, _ in FORMS if "mon" in pattern.groupindex)
_WITH_YEAR = frozenset(form for form, pattern, _, _ in FORMS if "y" in pattern.groupindex)


def _from_persian(year: int, month: int, day: int) -> Stamp | None:
    """A day of the solar Hijri calendar, by the cycle of 33 years with 8 leap years that holds from 1799 to 2256.

    Years from 1420 on are left alone: on Arabic pages they count the moon's years.
    """
    if not 1300 <= year < 1420 or day > (31 if month <= 6 else 30):
        return None
    past = year - 1300  # 1 Farvardin 1300 was 21 March 1921
    leaps = sum(1 for other in range(1300, year) if other % 33 in (1, 5, 9, 13, 17, 22, 26, 30))
    days = 365 * past + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    then = datetime.date(1921, 3, 21) + datetime.timedelta(days=days)
    return Stamp(then.year, then.month, then.day)


def _han_number(written: str) -> int:
    """`二〇二四` 2024, `十二` 12, `廿四` 24, `三十` 30."""
    if "十" not in written and written[0] not in "廿卅":
        return int("".join(str(_HAN_DIGITS[character]) for character in written))
    tens, _, ones = written.replace("廿", "二十").replace("卅", "三十").partition("十")
    return 10 * (_HAN_DIGITS[tens] if tens else 1) + (_HAN_DIGITS[ones] if ones else 0)


_HAN_DIGITS = {"〇": 0, "○": 0, "Ｏ": 0, "零": 0, "元": 1} | {
    digit: number for number, digit in enumerate("一二三四五六七八九", 1)
}


def _gregorian(year: int | None) -> int | None:
    """Thai pages count from 543 years earlier."""
    return year - 543 if year is not None and year >= 2500 else year


def _month(name: str) -> int | None:
    folded = name.casefold().rstrip(".").replace("i̇", "i")
    number = _MONTH_NUMBERS.get(folded)
    if number is None:
        glued = _GLUED_MONTH.search(name)  # `Mental HealthDECEMBER 22, 2022`: two cells without a space
        number = _MONTH_NUMBERS.get(glued.group().casefold()) if glued else None
    return number


_GLUED_MONTH = re.compile(r"(?<=[a-z])[A-Z](?:[a-z]+|[A-Z]+)$")


def _ordered(a: int, b: int, year: int, separator: str, day_first: bool | None) -> Stamp | None:
    year = _gregorian(year) or year
    if a > 12 >= b:
        return Stamp(year, b, a)
    if b > 12 >= a:
        return Stamp(year, a, b)
    if a > 12 or b > 12:
        return None
    if a == b or (separator == "." and day_first is None):  # full stops put the day first, nearly everywhere
        return Stamp(year, b, a)
    if day_first is None:
        return None
    return Stamp(year, b, a) if day_first else Stamp(year, a, b)


def _short(a: int, b: int, c: int, separator: str, day_first: bool | None) -> Stamp | None:
    """Two-digit years: East Asian order (12-02-14) unless the page's language puts the day first."""
    if separator == "/" and a <= 12 < b <= 31:
        return Stamp(2000 + c if c < 70 else 1900 + c, a, b)  # 4/24/24 can be nothing else
    if day_first is None or a > 31:
        if 1 <= b <= 12 and 1 <= c <= 31:
            return Stamp(2000 + a if a < 70 else 1900 + a, b, c)
        return None
    return _ordered(a, b, 2000 + c if c < 70 else 1900 + c, separator, day_first)


def _possible(stamp: Stamp, years: tuple[int, int]) -> bool:
    if stamp.year is not None and not years[0] <= stamp.year <= years[1]:
        return False
    try:
        datetime.date(stamp.year or 2000, stamp.month, stamp.day)
    except ValueError:
        return False
    return True


def _stands_out(found: FoundDate, line: str) -> bool:
    return found.stamp.hour is not None or len(line.strip()) <= found.end - found.start + 8


def _with_time(form: str, stamp: Stamp, start: int, end: int, line: str) -> FoundDate:
    after = _TIME.match(line, end)
    if after and (after["mi"] or after["gap"] or after["mi2"] or not line[end : end + 1].isdigit()):
        stamp, end = _add_time(stamp, after, line)
    else:
        before = _TIME_BEFORE.search(line[max(0, start - 40) : start])
        if before:
            stamp = _set_time(stamp, before["h"], before["mi"], before["s"], "", before["after"] or "")
            zone = before["zone"]
            if zone in _ZONES:
                stamp = stamp._replace(offset=_ZONES[zone])
            start -= len(before.group())
    return FoundDate(stamp, start, end, None, form)


def _add_time(stamp: Stamp, time: re.Match[str], line: str) -> tuple[Stamp, int]:
    timed = _set_time(
        stamp,
        time["h"],
        time["mi"] or time["mi2"] or "0",
        time["s"] or time["s2"],
        time["before"] or "",
        time["after"] or "",
    )
    if timed.hour is None:
        return stamp, time.start()
    zone = _ZONE.match(line, time.end())
    if zone and (zone["name"] or zone["off"]):
        offset = _ZONES[zone["name"]] if zone["name"] else None
        if zone["off"] and (zone["name"] in (None, "UTC", "GMT")):
            offset = _offset(zone["off"])
        if offset is not None:
            return timed._replace(offset=offset), zone.end()
    return timed, time.end()


def _offset(written: str) -> int | None:
    digits = written[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (1 if written[0] == "+" else -1)


def _set_time(stamp: Stamp, hour: str, minute: str, second: str | None, before: str, after: str) -> Stamp:
    h, half = int(hour), (before or after).lower().replace(".", "").replace(" ", "")
    if half in _AFTERNOON and h < 12:
        h += 12
    elif half in _MORNING and h == 12:
        h = 0
    if h > 23:
        return stamp
    return stamp._replace(hour=h, minute=int(minute), second=int(second) if second else None)


def _meanings(line: str, found: list[FoundDate]) -> Iterator[FoundDate]:
    """Set what each date is a date of, from the words before it, else from the word right after it."""
    at = 0
    for number, date in enumerate(found):
        following = found[number + 1].start if number + 1 < len(found) else len(line)
        before = line[max(at, date.start - 30) : date.start]
        # between two dates close to each other the word belongs to the second
        near = number + 1 < len(found) and following <= date.end + 24
        after = "" if near else line[date.end : min(following, date.end + 8)]
        yield date._replace(meaning=_meaning(before) or (_meaning(after) if _AFTER.match(after) else None))
        at = date.end


_AFTER = re.compile(
    r"\s?(?:에\s)?(?:发布|发表|更新|公開|掲載|配信|更新|投稿|입력|등록|수정|게재|updated|published|修改)",
    re.IGNORECASE,
)


def _meaning(words: str) -> Meaning | None:
    """The word nearest to the date decides; words that make it another date altogether decide wherever they stand."""
    if not words.strip(" :|,·-–—()[]"):
        return None
    nearest, at = None, -1
    words = words.lower()
    for meaning, pattern, _ in _MEANINGS:
        for match in pattern.finditer(words):
            if meaning == "other":
                return "other"
            if match.end() > at:
                nearest, at = meaning, match.end()
    # `最后更新时间`, `更新日期`: the word for time belongs to the one before it
    return "updated" if nearest == "published" and _UPDATE_TIME.search(words) else nearest


_UPDATE_TIME = re.compile(
    r"(?:更新|修改|last\s?updated?|date\s?modified|modified|updated?|обновления|изменения|aktualizacji|actualización|atualização)\s?(?:时间|日期|於|于|on|date|:)?[\s:：]*(?:时间|日期|date)?[\s:：]*$",
    re.IGNORECASE,
)

_AGO: tuple[tuple[str, float], ...] = (
    (
        r"(?:分钟|分鐘|分|минут\w*|мин|minutes?|mins?|minutos?|분|menit|دقائق|دقيقة|dakika|phút|Minuten?|minuti|minut\w*)",
        60.0,
    ),
    (
        r"(?:小时|小時|時間|час\w*|hours?|hrs?|horas?|시간|jam|ساعات|ساعة|saat|giờ|Stunden?|ore|heures?|godzin\w*)",
        3600.0,
    ),
    (
        r"(?:天|日|дн\w*|день|days?|d[ií]as?|일|hari|أيام|يوم|gün|ngày|Tag(?:en|e)?|giorni|jours?|dni)",
        86400.0,
    ),
    (
        r"(?:周|週間|недел\w*|weeks?|semanas?|주|minggu|أسابيع|hafta|tuần|Wochen?|settimane|semaines?|tygodni\w*)",
        604800.0,
    ),
)
_AGO_PATTERNS = tuple(
    (
        re.compile(
            rf"(?:(?P<pre>hace|há|منذ|قبل|vor|il y a)\s+)?(?<![\d.:])(?P<n>\d{{1,3}})\s?{unit}\s?(?P<post>之?前|ago|назад|atrás|전|(?:yang )?lalu|önce|trước|fa\b|temu)?",
            re.IGNORECASE,
        ),
        seconds,
    )
    for unit, seconds in _AGO
)
_DAYS = tuple(
    (re.compile(rf"(?<!\w){words}(?!\w)" if latin else words, re.IGNORECASE), days)
    for words, days, latin in (
        (r"(?:今天|今日)(?=\s?\d{1,2}:\d\d)", 0, False),
        (r"(?:昨天|昨日)(?=\s?\d{1,2}:\d\d|$)", 1, False),
        (r"(?:前天)(?=\s?\d{1,2}:\d\d|$)", 2, False),
        (
            r"(?:today|hoy|сегодня|heute|aujourd.hui|hari ini|bugün|сьогодні|oggi|hoje|오늘|اليوم)(?=[,\s]{1,3}(?:[^\d\s]{1,7}\s)?\d{1,2}[:.]\d\d)",
            0,
            True,
        ),
        (
            r"(?:yesterday|ayer|вчера|gestern|hier|kemarin|dün|вчора|ieri|ontem|어제|أمس)(?=[,\s]{1,3}(?:[^\d\s]{1,7}\s)?\d{1,2}[:.]\d\d|$)",
            1,
            True,
        ),
    )
)


def _relative(line: str, now: datetime.datetime) -> Iterator[tuple[int, int, Stamp]]:
    """`3小时前`, `2 hours ago`, `昨天 10:30`, against the capture time. Precise to the day, or to the written time."""
    if len(line) > 120:
        return
    for pattern, seconds in _AGO_PATTERNS:
        for match in pattern.finditer(line):
            if not (match["pre"] or match["post"]):
                continue
            then = now - datetime.timedelta(seconds=seconds * int(match["n"]))
            yield match.start(), match.end(), Stamp(then.year, then.month, then.day)
    for pattern, days in _DAYS:
        for match in pattern.finditer(line):
            then = now - datetime.timedelta(days=days)
            found = _with_time(
                "relative", Stamp(then.year, then.month, then.day), match.start(), match.end(), line
            )
            yield found.start, found.end, found.stamp


_ISO = re.compile(
    r"\s*(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"(?:[T\s]+(?P<h>\d{1,2}):(?P<mi>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?)?\s*(?P<z>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?"
)
_COMPACT = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?\s*$")
_EPOCH = re.compile(r"\s*(1\d{9})(?:\d{3})?\s*$")


def parse_stamp(value: str) -> Stamp | None:
    """A date as metadata writes it: ISO 8601 and its near misses, `20240424103000`, seconds since 1970, RFC 2822, a written date.

    A time of exactly midnight is how software writes a date without a time, so it gives the day alone.
    """
    match = _ISO.match(value)
    if match:
        group = match.groupdict()
        stamp = Stamp(int(group["y"]), int(group["m"]), int(group["d"]))
        if group["h"] is not None and int(group["h"]) < 24:
            zone = group["z"]
            offset = None if not zone else 0 if zone in ("Z", "UTC", "GMT") else _offset(zone)
            second = int(group["s"]) if group["s"] is not None else None
            stamp = stamp._replace(
                hour=int(group["h"]), minute=int(group["mi"]), second=second, offset=offset
            )
    elif compact := _COMPACT.match(value):
        y, m, d, h, mi, s, zone = compact.groups()
        stamp = Stamp(int(y), int(m), int(d))
        if h is not None and int(h) < 24 and int(mi) < 60:
            offset = None if not zone else 0 if zone == "Z" else _offset(zone)
            stamp = stamp._replace(hour=int(h), minute=int(mi), second=int(s) if s else None, offset=offset)
    elif epoch := _EPOCH.match(value):
        then = datetime.datetime.fromtimestamp(int(epoch.group(1)), datetime.timezone.utc)
        stamp = Stamp(then.year, then.month, then.day, then.hour, then.minute, then.second, 0)
    else:
        found = find_dates(value[:80], day_first=None)
        if not found or found[0].stamp.year is None:
            return None
        stamp = found[0].stamp
    if not _possible(stamp, (1900, 2100)):
        return None
    if stamp.hour == 0 and stamp.minute == 0 and not stamp.second:
        return stamp.day_only
    return stamp


_URL_DATES = (
    re.compile(r"/(?P<y>(?:19|20)\d\d)[-/_]?(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"/(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?=/)"),
    re.compile(r"[/_\-t](?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=[_\-./]|$)"),
    re.compile(r"/(?P<y>20\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?=/)"),
)


def url_date(url: str | None) -> Stamp | None:
    """The day that a URL's path names: `/2024/04/24/`, `/2024-04/24/`, `/t20240424_1.html`."""
    if not url:
        return None
    for pattern in _URL_DATES:
        match = pattern.search(url)
        if match:
            stamp = Stamp(int(match["y"]), int(match["m"]), int(match["d"]))
            if _possible(stamp, (1990, 2100)):
                return stamp
    return None


def parse_capture_time(fetched_at: str | None) -> datetime.datetime | None:
    """A capture time (`2012-02-14T06:46:03Z`) as a naive UTC time; None when there is none or it is broken."""
    if not fetched_at:
        return None
    stamp = parse_stamp(fetched_at)
    if stamp is None or stamp.year is None:
        return None
    return stamp.moment - datetime.timedelta(minutes=stamp.offset or 0)
