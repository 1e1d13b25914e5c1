"""Words beside a date: what it is a date of, between two dates, and time zones."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "AFTER_DATES",
    "OTHER_DATES",
    "POSTED",
    "PUBLISHED_DATES",
    "SPANS",
    "UPDATED_DATES",
    "UPDATE_TIMES",
    "ZONES",
]

# Time zone names with their UTC offset in minutes. Ambiguous names (IST, ET, CST in China and in Chicago) are
# left out: a wrong offset is worse than none.
ZONES: dict[str, int] = {
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420,
    "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180, "мск": 180,
    "WIB": 420, "WITA": 480,
    "WIT": 540, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "PHT": 480, "ICT": 420, "AEST": 600, "AEDT": 660,
    "NZST": 720,
    "NZDT": 780, "AWST": 480, "ACST": 570, "ACDT": 630, "GST": 240, "PKT": 300, "NPT": 345, "MYT": 480,
    "BRT": -180, "ART": -180, "WAT": 60, "CAT": 120, "SAST": 120, "EAT": 180, "TRT": 180, "TSİ": 180,
    "北京时间": 480, "по московскому времени": 180,
}  # fmt: skip

# Between the two days of a range: `du 12 mai au 3 juin`, `12 May to 3 June`.
SPANS: tuple[Row, ...] = (
    Row("to|until|till|through", "English"),
    Row("au", "French"),
    Row("bis(?: zum)?", "German"),
    Row("al|hasta el", "Italian and Spanish"),
    Row("do|до|по", "Polish, Czech and Russian"),
    Row("tot(?: en met)?", "Dutch"),
    Row("até|a", "Portuguese"),
    Row("til", "Danish and Norwegian"),
    Row("至|到", "Chinese"),
    Row("～|〜", "marks"),
)  # fmt: skip

# Labels right before the time of an update, which may have no date of its own.
UPDATE_TIMES: tuple[Row, ...] = (
    Row("更新|修改|異動", "Chinese and Japanese"),
    Row(r"last\s?updated?|date\s?modified|modified|updated?", "English"),
    Row("обновления|изменения", "Russian"),
    Row("aktualizacji", "Polish"),
    Row("actualización", "Spanish"),
    Row("atualização", "Portuguese"),
    Row("güncelle(?:n?me)?", "Turkish"),
    Row("cập nhật", "Vietnamese"),
    Row("تحديث|تعديل", "Arabic"),
    Row("อัปเดต|อัพเดท|ปรับปรุง|แก้ไข", "Thai"),
    Row("עודכן|עדכון", "Hebrew"),
    Row("diperbarui", "Indonesian"),
    Row(r"updated by \S.{0,25}", "English, with who did it"),
)  # fmt: skip

# The sentence under the text of a blog that says when it appeared, as themes print it in their languages:
# `This entry was posted on Saturday, December 3rd, 2011 at 10:05 am and is filed under …`. Most go on for a line
# or two, and none need name its date `published`.
POSTED: tuple[Row, ...] = (
    Row((
        "(?:this|the) (?:entry|post|article|story|item|page) was (?:first |originally )?(?:posted|published|"
        "written|filed|created)"
    ), "English"),
    Row("(?:dieser|der) (?:beitrag|artikel|eintrag|text) wurde", "German"),
    Row("cet(?:te)? (?:article|billet|entrée) a été (?:publiée?|postée?|écrite?|mise? en ligne)", "French"),
    Row("(?:esta entrada|este (?:artículo|post)) (?:fue|ha sido|se) (?:public|escri|envi|poste)", "Spanish"),
    Row("quest[oa] (?:articolo|post|voce) è stat[oa] (?:pubblicat|scritt|inserit|postat)", "Italian"),
    Row("(?:esta entrada|este (?:artigo|post)|esse post) foi (?:publicad|escrit|postad)", "Portuguese"),
    Row("dit (?:bericht|artikel) (?:is|werd) (?:op|geplaatst|gepubliceerd|geschreven)", "Dutch"),
    Row("(?:det här|detta) inlägg(?:et)? (?:postades|publicerades|skrevs)", "Swedish"),
    Row("(?:dette|denne) (?:indlæg|artikel) (?:blev|er) (?:udgivet|skrevet|publiceret)", "Danish"),
    Row("dette innlegget ble (?:skrevet|publisert|postet)", "Norwegian"),
    Row("tämä (?:artikkeli|kirjoitus) (?:on )?julkais", "Finnish"),
    Row("ten (?:wpis|artykuł) (?:został|był) (?:opublikowany|dodany|umieszczony|napisany)", "Polish"),
    Row((
        "(?:tento )?(?:příspěvek|článek|príspevok|článok) b(?:yl|ol) (?:publikov|zveřejněn|zverejnen|vložen|"
        "pridan)"
    ), "Czech and Slovak"),
    Row("(?:эта )?запись (?:была )?(?:опубликована|размещена|добавлена)", "Russian"),
    Row("ц(?:ей|я) запис (?:був |було |була )?опубл", "Ukrainian"),
    Row("bu (?:yazı|gönderi|makale) ", "Turkish"),
    Row("ez(?:t)? a bejegyzés", "Hungarian"),
    Row("αυτ(?:ή η καταχώρηση|ό το άρθρο) δημοσιεύ[τθ]ηκε", "Greek"),
)  # fmt: skip

# Words right after a date that say what it is a date of.
AFTER_DATES: tuple[Row, ...] = (
    Row("veröffentlicht", "German"),
    Row("施行|实施|實施|起施行|起实施|生效|通过|通過|批准", "Chinese: of laws"),
    Row("geschrieben|gepostet", "German"),
    Row("(?:首次)?(?:发布|发表)|更新|公開|掲載|配信|更新|投稿", "Chinese and Japanese"),
    Row("입력|등록|수정|게재", "Korean"),
    Row("updated|published", "English"),
    Row("修改", "Chinese"),
)  # fmt: skip

# Words beside a date that is not a date of this text.
OTHER_DATES: tuple[Row, ...] = (
    Row((
        r"推荐|开庭|截至|截止|有效期|版权|(?<!\w)©|\(c\)|copyright|会议|活动时间|举办|时长|注册|备案|许可|"
        r"评论|回复|登录|登入|入会|出生|生于|下一篇|上一篇|出版(?!(?:時間)?\s?[:：])"
    ), "Chinese: courts, deadlines, rights, meetings, registrations, comments, births and other stories"),
    Row((
        "accessed|retrieved|since|established|born|founded|expires?|deadline|effective|starts?|event|"
        "comments?|joined|member|season|season|episode|review(?:ed)? by|captured|archived|registriert|"
        "received|accepted|last visit"
    ), "English: events, members, episodes, reviews, sources"),
    Row((
        r"(?<![^\W_])(?:termin|veranstaltung(?:sdatum)?|événement|evento|evenement|wydarzeni[ea]|"
        "мероприяти[ея]|событи[ея]|sự kiện|etkinlik|acara|tapahtuma|begivenhed|evenemang|arrangement|"
        "παράταση|προθεσμία|εκδήλωση|abgabe(?:frist)?|scadenza|plazo|prazo|date limite|termín|срок|frist|"
        r"dátum konania|الفعالية|الموعد النهائي|رویداد)\s?:?\s*$"
    ), "many languages: the word for an event or a deadline, right before the date"),
    Row((
        r"(?<![^\W_])(?:act|law|bill|treaty|convention|gesetz(?:es)?|verordnung|urteil|beschluss|richtlinie|"
        "loi|décret|arrêté|ley|decreto|lei|legge|ustaw[ay]|zákon[a]?|закон[а]?|постановлени[ея]|указ[а]?|lag|"
        r"lov|wet)\s(?:n[°ºr]\.?\s?[\d./-]+\s)?(?:of|vom|du|de|del|di|z dnia|ze dne|от|від|av|af|van)\s*$"
    ), "many languages: a law is cited by its date"),
    Row((
        r"活动日期|開催日|行사日|(?:행사|마감)\s?(?:일|일시|기간)?\s?:?\s*$"
    ), "Chinese, Japanese, Korean: the day of an event"),
    Row((
        r"(?<![^\W_])(?:tel|tél|telefon\w*|teléfono|téléphone|phone|call(?: us)?|hotline|whatsapp|fax|тел|"
        r"телефон|isbn|issn|vol|art|nr|no|n[°º]|№|§|v|version(?:\s[\d.]+)?)[.,]?\s?:?\s*$"
    ), "many languages: telephone numbers, books, laws and versions"),
    Row((
        r"(?<![^\W_])(?:ur|urodzon[ya]|geb|geboren|née?|nat[oa]|nacid[oa]|nascid[oa]|narozen[aý]?|nar|född|"
        r"født|fødd|syntynyt|született|рожд|род|родил(?:ся|ась)|нар|d\.\s?d|gest|zm|†|✝)[.,]?\s(?:am\s|le\s|"
        r"el\s|em\s|il\s|den\s)?\s*$"
    ), "many languages: births and deaths"),
    Row((
        r"(?<![^\W_])(?:bis(?: zum)?|until|till|through|hasta(?: el)?|jusqu['’]au|fino al?|até|asti|до|hingga|"
        r"sampai|tot(?: en met)?|ab(?: dem)?|depuis(?: le)?|desde(?: el)?|vanaf)\s*$"
    ), "many languages: the end or the beginning of a span"),
    Row((
        r"(?:сегодня|today is|today['’]s date|今天是|今日は|오늘은|dnes je|hoy es|oggi è|heute ist)\s?:?\s*$"
    ), "many languages: the date of the reader"),
    Row(r"施行|实施|實施|生效|^\s?(?:通过|通過|批准)", "Chinese: laws"),
    Row("电话|传真|热线|案号|文号", "Chinese: telephone and file numbers"),
    Row("зарегистрирован|запись с", "Russian: members of a forum"),
)  # fmt: skip

# Words beside the date of a change.
UPDATED_DATES: tuple[Row, ...] = (
    Row("更新|修改|修订|最后编辑|変更", "Chinese and Japanese"),
    Row("updat|modif|revis|last (?:edited|reviewed|changed)|reviewed", "English and Romance languages"),
    Row((
        "actuali[sz]|aktuali[sz]|atualiz|mis(?:e)? à jour|màj|aktualisiert|geändert"
    ), "Spanish, German, Portuguese, French"),
    Row("aggiorn", "Italian"),
    Row("обнов|измен|оновл|змінен|абноўлен|зменен|izmen", "Russian, Ukrainian, Belarusian, Bulgarian, Serbian"),
    Row(r"änderung|überarbeitet|(?<!\w)stand\s?:", "German"),
    Row("diperba|pembaruan", "Indonesian"),
    Row("güncel", "Turkish"),
    Row("수정|변경", "Korean"),
    Row("تحديث|آخر", "Arabic"),
    Row("cập nhật", "Vietnamese"),
    Row("bijgewerkt", "Dutch"),
    Row("zaktual|edited|aktualizováno", "Polish; English; Czech"),
    Row("oppdatert|opdateret|uppdaterad|päivitetty", "Norwegian, Danish, Swedish, Finnish"),
    Row("अपडेट|अद्यतन", "Hindi and Marathi"),
    Row("อัปเดต|อัพเดท", "Thai"),
    Row("ενημέρωση|ενημερώθηκε", "Greek"),
    Row("עודכן", "Hebrew"),
    Row("dikemas kini", "Malay"),
    Row((
        "atnaujint|atjaun|uuendatud|posodobljeno|ažurirano|ažurira|актуализ|actualitz|eguneratua"
    ), "Lithuanian, Latvian, Estonian, Slovenian, Croatian, Bulgarian, Catalan, Basque"),
    Row("ปรับปรุง|แก้ไข", "Thai"),
    Row("روزرسانی|ویرایش", "Persian"),
    Row("התעדכן|עדכון", "Hebrew"),
    Row("τροποποι|επικαιροποι", "Greek"),
    Row((
        "промен|редакт|upraven|změněn|spremenj|izmijenj|muokattu|muudet|labots|ändra|endret|redigeret|"
        "gewijzigd|diubah|sửa "
    ), (
        "Bulgarian, Slovak, Czech, Slovenian, Croatian, Finnish, Estonian, Latvian, Nordic, Dutch, "
        "Indonesian, Vietnamese"
    )),
    Row("संशोधित|হালনাগাদ|আপডেট|புதுப்பி", "Hindi, Bengali, Tamil"),
    Row("تعديل|تازہ|اپ ڈیٹ", "Arabic and Urdu"),
    Row("frissít|módosít|përditës|yenilən", "Hungarian, Albanian, Azerbaijani"),
    Row((
        "жаңарт|განახლ|թարմաց|uppfært|diweddar|nuashon|nirxand|yangilan|шинэчил"
    ), "Kazakh, Georgian, Armenian, Icelandic, Welsh, Irish, Estonian, Uzbek, Mongolian"),
    Row("అప్‌డేట్|నవీకర|അപ്ഡേറ്റ്|ನವೀಕರ|ಅಪ್ಡೇಟ್|અપડેટ|ਅਪਡੇਟ", "Telugu, Malayalam, Kannada, Gujarati, Punjabi"),
    Row("imesasish|dopolnjen|papildin", "Swahili, Slovenian, Lithuanian"),
)  # fmt: skip

# Words beside the date of publication.
PUBLISHED_DATES: tuple[Row, ...] = (
    Row((
        r"发布|发表|发稿|时间|日期|刊发|刊登|日付|發佈|發布|發表|時間|上传|创建|成文|来源|出版\s?[:：]"
    ), "Chinese and Japanese"),
    Row(r"publi|posted|\bdated?\b|issued|written", "English and Romance languages"),
    Row("veröffentlicht|erschienen", "German"),
    Row("опубл|дата|размещен", "Russian"),
    Row("diterbitkan|tayang|terbit|diposting", "Indonesian"),
    Row("yayın", "Turkish"),
    Row("입력|등록|게재|작성|승인|기사", "Korean"),
    Row("掲載|公開|配信|投稿|発表", "Japanese"),
    Row("نشر|تاريخ|تاریخ", "Arabic and Persian"),
    Row("đăng", "Vietnamese"),
    Row(r"geplaatst|creat|fecha|data\b|datum", "Dutch; English, Spanish, Polish, Czech, German"),
    Row("प्रकाशित|เผยแพร่|δημοσ|ημερομηνία|פורסם", "Hindi, Thai, Greek, Hebrew"),
    Row(r"by\b", "English"),
    Row((
        "objavljeno|zveřejněno|közzé|megjelen|julkaistu|paskelbta|publicēt|avaldatud|գ?հրապարակ"
    ), "Croatian, Czech, Hungarian, Finnish, Lithuanian, Latvian, Estonian, Armenian"),
    Row((
        r"pubbl|inserito|erstellt|eingestellt|online seit|mis en ligne|\bparu\b|posté|subido|postad"
    ), "Italian; German, French, Spanish, Portuguese"),
    Row("eklenme|eklendi|tarih|giriş", "Turkish"),
    Row("vydáno|vloženo|přidáno|zverejnen|vydané|dodano|utworzono|adăugat|postat", "Czech, Slovak, Polish, Romanian"),
    Row("feltölt|létrehoz|dátum|objava|објављ|публик|датум", "Hungarian, Slovenian, Serbian, Bulgarian"),
    Row("ανάρτηση|αναρτήθηκε|καταχώρηση|ημ/νία", "Greek"),
    Row("offentliggjort|lagt (?:ind|ut)|upplagd|lisätty", "Danish, Norwegian, Swedish, Finnish"),
    Row(r"diunggah|\bngày|पोस्ट|প্রকাশ|วันที่|โพสต์", "Indonesian, Vietnamese, Hindi, Bengali, Thai"),
    Row("أضيف|انتشار|منتشر|ثبت|תאריך", "Arabic, Persian, Hebrew"),
    Row((
        r"добавлен|создан|додано|створено|загружен|شائع|апублік|оприлюдн|жариял|dərc|birt\b"
    ), "Russian, Ukrainian, Urdu, Belarusian, Kazakh, Azerbaijani, Icelandic"),
    Row("cyhoedd|foilsi|argitara", "Welsh, Irish, Basque"),
    Row("வெளியி|பதிவு|ప్రచుర|പ്രസിദ്ധീ|ಪ್ರಕಟ|પ્રકાશ|ਪ੍ਰਕਾਸ਼", "Tamil, Telugu, Malayalam, Kannada, Gujarati, Punjabi"),
)  # fmt: skip
