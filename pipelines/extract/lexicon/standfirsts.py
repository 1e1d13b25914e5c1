"""Labels of summaries, and notices that stand where a summary would."""

from __future__ import annotations

import re

from newsmill.pipelines.extract.lexicon.rows import Row
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "NOTICES",
    "SUMMARY_LABELS",
]

# Labels that portals print before a summary.
SUMMARY_LABELS: tuple[Row, ...] = (
    Row((
        r"(?:新闻|文章|内容|本文)?(?:摘\s?要|提\s?要|导\s?[读语言]|導\s?[讀語言]|简介|簡介)|核心(?:提示|阅读|"
        "閱讀)|阅读提示|概要"
    ), "Chinese"),
    Row("要約", "Japanese"),
    Row("요약", "Korean"),
    Row("Abstract|Summary|In short", "English"),
    Row("Zusammenfassung|Kurz gefasst", "German"),
    Row("Résumé|En bref", "French"),
    Row("Resumen|En breve", "Spanish"),
    Row("Resumo", "Portuguese"),
    Row("In breve|Sommario", "Italian"),
    Row("Streszczenie|W skrócie", "Polish"),
    Row("Shrnutí", "Czech"),
    Row("Кратко|Коротко|Аннотация", "Russian"),
    Row("Анотація", "Ukrainian"),
)  # fmt: skip

# Sentences that portals put between headline and text of many pages, and why they are not a summary.
NOTICES: tuple[tuple[re.Pattern[str], str], ...] = (
    (lazy_regex(r"\b(?:opinions?|views) expressed\b|\bare (?:his|her|their) own\b", re.IGNORECASE), "a disclaimer"),
    (lazy_regex(r"\b(?:we may (?:earn|receive)|affiliate|commission)\b", re.IGNORECASE), "an advertiser's notice"),
    (lazy_regex((
        r"\b(?:subscribe|sign up|follow us|newsletter|chat with us|download the app|min(?:ute)?s? "
        r"read|javascript|cookies?)\b"
    ), re.IGNORECASE), "an invitation"),
    (lazy_regex(r"\b(?:file photo|photo by|photograph by|getty images)\b|图为|資料圖|资料图", re.IGNORECASE),
        "a caption"),
    (lazy_regex(r"蓝字|关注(?:我们|公众号)|點擊追蹤|扫码|掃碼|加入(?:群|会员)|長按|长按"), "an invitation, Chinese"),
    (lazy_regex(r"\b(?:abonnez-vous|inscrivez-vous|partagez (?:cet|sur)|suscr[ií]b[ae]te|s[ií]guenos|"
        r"comparte (?:esta|en)|"
        r"assine|siga-nos|compartilhe|iscriviti|seguici|condividi|abonnieren sie|newsletter|folgen sie uns|teilen sie|"
        r"volg ons|abonneer|zapisz się|obserwuj nas|śledź nas)\b|Подпи(?:шитесь|сывайтесь)|구독하|フォローして",
        re.IGNORECASE), "an invitation in other languages"),
    (lazy_regex(r"(?:©|\(c\)|[.!?”\"»)]|\s[-–—|/])\s*(?:снимка|снимки|фото|photo(?:graph)?s?|foto(?:grafie)?s?|fotó|"
        r"zdjęcie|zdjęcia|fot\.|bild(?:er)?|imagem|imagen|kuva|φωτ\w*|צילום|تصوير|عکس|ảnh)\s?[:：]?\s?\S.{1,50}$",
        re.IGNORECASE), "a caption, with whose picture it is"),
    (lazy_regex(r"\((?:[^()]{2,40}[/ ])?(?:[A-Z]{2,5}|Reuters|Getty[^()]{0,20})\)$"), "the credit of a picture"),
)  # fmt: skip
