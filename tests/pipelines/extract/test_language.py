"""The language of a text, by its script and commonest words."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("湖北公安政务微博打造群众工作新平台", "zh"),
        ("東京都は五日、新しい計画を発表した。", "ja"),
        ("서울시는 오늘 새로운 계획을 발표했다.", "ko"),
        ("Власти Москвы сообщили, что в городе будет новый парк.", "ru"),
        ("Рада України ухвалила закон, що діятиме з першого числа.", "uk"),
        ("Правителството съобщи, че новият закон ще влезе в сила.", "bg"),
        ("قال الرئيس في بيان إن الحكومة على استعداد للحوار مع كل الأطراف", "ar"),
        ("دولت ایران در بیانیه‌ای گفت که این کار را برای مردم می‌کند", "fa"),
        ("El presidente dijo que la ley fue aprobada por el Congreso.", "es"),
        ("O presidente disse que a lei não foi aprovada pelo Congresso.", "pt"),
        ("Le président a dit que la loi est passée dans les deux chambres.", "fr"),
        ("Der Präsident sagte, dass das Gesetz nicht auf dem Weg ist.", "de"),
        ("Presiden mengatakan bahwa undang-undang ini tidak akan ditunda.", "id"),
        ("Thủ tướng nói rằng các kế hoạch của chính phủ sẽ được thông qua.", "vi"),
        ("Başbakan yeni yasanın bu yıl içinde kabul edileceğini söyledi ve bir açıklama yaptı.", "tr"),
        ("प्रधानमंत्री ने कहा कि यह कानून देश के लिए है।", "hi"),
        ("The president said that the law was passed by both houses.", "en"),
        ("นายกรัฐมนตรีกล่าวว่ากฎหมายจะผ่าน", "th"),
    ],
)  # fmt: skip
def test_a_sentence_is_enough(text: str, language: str) -> None:
    assert language_of(text) == language


def test_the_declaration_of_a_page_does_not_outvote_its_text() -> None:
    assert language_of("市图书馆新馆将于下月开放。", "en-US") == "zh"
    assert language_of("Власти сообщили, что в городе будет парк.", "en") == "ru"


def test_without_letters_the_declaration_counts_or_nothing_does() -> None:
    assert language_of("12:30 – 14:00", "zh-CN") == "zh"
    assert language_of("12:30 – 14:00") is None
