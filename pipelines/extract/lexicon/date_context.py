"""Words beside a date: what it is a date of, between two dates, and time zones."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "POSTED",
    "SPANS",
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
