"""Lines that pages put around a body, in many languages; and lines of text that look a little like them."""

from __future__ import annotations

import re

import pytest

from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.lexicon.boilerplate_lines import (
    INSIDE,
    LINE_START,
    PHRASES,
    STARTS,
    Boilerplate,
)
from newsmill.pipelines.extract.lexicon.prefilters import samples

LINES = {
    "follow": [
        "返回江城网，查看更多", "打开APP，查看更多精彩图片", "点击上方“江城发布”关注我们", "微信扫一扫关注",
        "加入LINE好友",
        "更多资讯、精准解读，尽在江城财经APP", "24小时滚动播报最新的财经资讯，更多福利扫描二维码关注（jccj）",
        "Follow Jane Doe on Twitter @janedoe",
        "Únete a nuestro canal de WhatsApp", "Следите за нашими новостями в Telegram", "구독하기", "フォローする",
        "For the latest news from the harbour download the Odby Post app from the store of your phone.",
        "Did you know that we have a channel of our own? Three thousand readers get our news there first.",
        "Obserwuj nas na Facebooku", "Sledujte nás na síti X", "Ακολουθήστε μας στο Instagram",
        "Theo dõi chúng tôi trên Zalo",
        "ติดตามเราบน LINE", "עקבו אחרינו בטלגרם", "ما را در تلگرام دنبال کنید", "हमें ट्विटर पर फ़ॉलो करें",
        "Bizi Instagram'da takip edin", "公式LINEで最新ニュースを配信中", "네이버에서 항구신문을 구독하세요",
        "Laden Sie die App der Odby Post herunter.", "Descarga nuestra aplicación", "▷ 제보하기 전화 02-000-0000",
        "Follow the Post's WhatsApp channel for the latest headlines.",
        "Like this story? Share it with a friend!", "Get the morning news delivered to your inbox every weekday.",
    ],
    "counts": ["阅读 1234", "浏览：123次", "赞(0)", "评论：0", "点击数：1.2万", "Просмотров: 123", "조회수 1,024",
        "Dibaca 120", "Yes, the game is cool (29%, 1,186 Votes)", "Total Voters: 4,145"],
    "buttons": [
        "展开全文", "查看原图", "听新闻", "T大字", "分享让更多人看到", "点赞 收藏 评论", "字号：小 中 大",
        "【字体：大 中 小】", "シェアする", "画像を拡大する",
        "공유하기", "Поделиться", "شارك", "Compartir", "Bagikan",
        "READ FULL STORY »", "Story continues below advertisement",
        "Dalsza część artykułu pod reklamą", "Artikel wird nach der Anzeige fortgesetzt", "Článek pokračuje pod videem",
        "Haberin devamı reklamdan sonra", "Continua a leggere dopo la pubblicità", "War dieser Beitrag hilfreich?",
        "この記事は役に立ちましたか？", "Was the article useful?",
    ],
    "wall": [
        "※この記事は有料会員限定です", "This story is for subscribers only. Already a subscriber? Log in",
        "Weiterlesen mit Odby Plus", "Cet article est réservé aux abonnés.", "Ten tekst jest tylko dla prenumeratorów",
        "Материал доступен только по подписке", "本文为会员专享，开通会员即可阅读全文", "이 기사는 유료회원 전용입니다",
    ],
    "crumbs": ["您当前的位置：首页 > 新闻 > 社会", "江城网>>时政", "首页 > 新闻中心 > 本地"],
    "related": [
        "更多好看视频", "点击更多精彩内容",
        "热门推荐", "往期回顾", "你可能还想看", "大家都在看", "▶ 관련기사 더보기", "あわせて読みたい", "По теме",
        "الأكثر قراءة", "Lo más leído",
        "Berita Terkait", "También te puede interesar: Noticias del puerto", "Das könnte Sie auch interessieren",
        "Vedi anche", "Čtěte také: Dráha zavřená do května", "Zobacz też: Most zamknięty",
        "यह भी पढ़ें: पुल बंद",
        "קראו גם: הגשר נסגר", "อ่านเพิ่มเติม: ปิดสะพาน",
        "Mehr dazu", "K tématu", "İlginizi çekebilir", "More Great Herald Stories",
    ],
    "comments": ["网友评论", "コメント(12)", "댓글 0", "Комментарии (0)", "12 Comments", "Leave a Reply"],
    "disclaimer": [
        "声明：本文由入驻平台的作者撰写，观点仅代表作者本人，不代表本站立场。",
        (
        "特别提醒：如果我们使用了您的图片，请作者与本站联系索取稿酬。如您不希望作品出现在本站，"
        "可联系我们要求撤下您的作品。"
    ),
        "The information on this page is not intended as a substitute for medical advice.",
        "网站内容来自网络，如有侵权请联系我们", "（图片来自网络）",
        "本网登载此文出于传递更多信息之目的，并不意味着赞同其观点或证实其描述。",
        "本文来自微信公众号“江城观察”（ID：jcgc），作者：喻文波，本站经授权发布。",
    ],
    "contact": ["江城晚报新闻热线：96096", "投稿邮箱：abc@example.com",
        "Jane Doe can be reached at jane@example.com", "Got a tip? Email tips@example.com", "jane.doe@example.com"],
    "picture": ["图片来源：江城视觉", "图/江城视觉", "资料图", "▲图为新馆外景。张三丰 摄", "[사진=예제뉴스]",
        "写真：共同", "(Image credit: Jane Doe)", "Foto: dpa",
        "Crédit photo : Jeanne Marchal / AFP", "图源：江城视觉", "Crédito: Ana Cruz/Gazeta"],
    "byline": ["(avec AFP)", "(Con información de EFE)", "（共同）", "(ČTK)", "(PAP) aw/ mhr/"],
    "tags": ["#도서관 #개관", "Filed under: News", "標籤", "Tagi: most, rzeka", "Štítky: most",
        "Ετικέτες: γέφυρα", "Từ khóa: cầu", "टैग: पुल", "תגיות: גשר", "แท็ก: สะพาน", "الكلمات المفتاحية: جسر"],
    "paging": ["[1] [2] [3] 下一页", "【1】 【2】", "次のページへ", "Next page"],
    "date": ["最終更新：5/23(木) 18:20", "Published on May 23, 2024", "Last updated: May 23, 2024"],
    "copyright": ["版權所有 未經授權禁止轉載"],
    "editors": ["流程编辑 TF060", "编辑：SN028"],
    "end": ["■", "* * *", "▲"],
}  # fmt: skip

TEXT = [
    "图片由照相机自动拍摄，经过比对，确认为雪豹。",
    "返回舱在预定区域着陆，航天员身体状态良好。",
    "评论认为，这一决定来得太晚。",
    "阅读1200本书并不难，难的是坚持。",
    "点赞的人越来越多，收藏的人却很少。",
    "微信扫码支付已经覆盖全市所有菜市场，摊主们说收钱方便多了。",
    "位置：北纬30度，东经114度，海拔30米，周围是一片松林，远处可以看见江面上的船。",
    "大家都在看这场比赛，街上空无一人。",
    "新闻热线接到市民来电，反映路灯不亮。",
    (
    "他不代表任何一方的立场，只想把事情说清楚；法院在判决书中采纳了他的证词，认为与其他证据能够相互印证，"
    "足以证明被告在事发当晚并不在现场，检方随后撤回了起诉，案件就此终结，前后历时三年零七个月，"
    "多名证人先后出庭作证，卷宗堆满了整整两个柜子，连旁听席上的老记者都说从未见过，"
    "全城为之议论了整整一个冬天，直到春天来了，人们才慢慢忘记了这件事。"
),
    "Photo: it was the one word that he could still read on the box.",
    "Follow the money, he said, and you will find the thief.",
    "Comments by the minister on Monday caused an outcry.",
    "More than forty stories were told that night.",
    "If you like the sea, this is the street for you.",
    "The party won the vote (29%, 1,186 votes ahead of the rest).",
    "Share prices fell by three percent on Monday.",
    "Related parties must disclose their dealings.",
    "Next week the council votes on the plan.",
    "Комментарии министра вызвали возмущение.",
    "関連記事は三十年前の新聞に載っていた。",
    "공유 경제는 도시의 모습을 바꾸고 있다.",
    "Follow us through the cellar door and you will smell the salt before you see the nets.",
    "Mehr dazu wollte der Bürgermeister am Montag nicht sagen, weil das Gutachten noch nicht vorliegt.",
    "Zobacz także, co jest pod podłogą, mówił kierownik i podnosił deskę.",
    "Subscribers only paid half of what the board had asked for, the books show; nobody said why.",
    "Přečtěte si smlouvu dvakrát, radil právník prodejcům, a oni ji nečetli ani jednou.",
    "Published in 1998, the novel sold two million copies.",
]  # fmt: skip


@pytest.mark.parametrize(("line", "kind"), [(line, kind) for kind, lines in LINES.items() for line in lines])
def test_boilerplate_lines_have_their_kind(line: str, kind: str) -> None:
    assert boilerplate_kind(line) == kind


@pytest.mark.parametrize("line", TEXT)
def test_text_is_not_a_boilerplate_line(line: str) -> None:
    assert boilerplate_kind(line) is None


def test_no_phrase_has_two_kinds() -> None:
    kinds: dict[str, set[str]] = {}
    for kind, rows in PHRASES.items():
        for row in rows:
            for phrase in row.split("|"):
                kinds.setdefault(phrase, set()).add(kind)
    assert not {phrase: found for phrase, found in kinds.items() if len(found) > 1}


def test_every_phrase_is_written_as_it_is_looked_up() -> None:
    phrases = [phrase for rows in PHRASES.values() for row in rows for phrase in row.split("|")]
    assert [phrase for phrase in phrases if boilerplate_kind(phrase.upper()) is None] == []
    assert all(phrase == phrase.strip().lower() for phrase in phrases)


@pytest.mark.parametrize(
    "piece",
    [
        "点赞2 ",
        "1",
        "[1",
        "1 2",
        "微信",
        "Published Jan. 5 ",
        "首页 > ",
        "#a ",
        "位置：",
        "更多资讯尽在",
        "Photo: ",
        "a@b ",
    ],
)
def test_no_line_makes_a_pattern_try_for_ever(piece: str) -> None:
    """A pattern that can read a line in many ways would try them all: these would not end within the age of
    the universe."""
    for length in range(20, 260, 7):
        boilerplate_kind((piece * length)[:length] + "-")


@pytest.mark.parametrize("row", [*STARTS, *INSIDE], ids=lambda row: f"{row.kind}-{row.why[:24]}")
def test_every_row_that_a_prefilter_guards_is_reached(row: Boilerplate) -> None:
    texts = samples(row.pattern.removeprefix(LINE_START).strip("^$"))
    texts += [line for lines in LINES.values() for line in lines]  # for rows of counted repetitions
    matched = [
        text for text in texts if len(text) <= row.longest and re.search(row.pattern, text, re.IGNORECASE)
    ]
    reached = [text for text in matched if boilerplate_kind(text, linked=True)]
    assert matched
    assert reached == matched
