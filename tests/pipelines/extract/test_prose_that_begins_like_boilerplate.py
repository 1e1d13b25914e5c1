"""A boilerplate line must be one as a whole: prose that begins with its words, or with a picture credit, is text."""

from __future__ import annotations

from typing import Any

import pytest
from stories import MILL

from newsmill.pipelines.extract import extract, parse
from newsmill.pipelines.extract.dump import read_dump
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind

PROSE: dict[str, list[str]] = {
    "en": [
        "Copyright law has not kept up with machines that read every book in a library, the judge wrote on Friday.",
        "Copyright was never the point, Falk says: the weavers wanted their pattern back.",
        "Copyright 1911 stands on the first page, yet nobody in the town remembers who held it.",
        "Copyright Office clerks sorted the claims by hand until 1978.",
        "Disclaimer: I worked in this mill for two summers, so nothing that follows is impartial.",
        "Disclaimer or not, the label on the bottle promised what no plant can do.",
        "Follow us, the guide shouted, and forty visitors ran down the stairs into the dye house.",
        "Follow the canal for two miles and you will see the chimney behind the poplars.",
        "Follow the money, the old editor used to tell every apprentice on the first day.",
        "Subscribe to any theory of the fire you like; the insurers had one of their own.",
        "Subscribe or starve, the leaflet said, and most of the village paid its twelve crowns.",
        "Subscribe now, urged the posters in 1924, and within a week the foundation had its loan.",
        "Tags are sewn into every bolt by hand, which takes one woman a whole morning.",
        "Tags: that is what the dyers call the little lead seals, and no cloth left the yard without one.",
        "Read more books and fewer labels, the doctor told him, and the headaches went away.",
        "Read more than three offers before you sign, the consumer association advises.",
        "Read next to each other, the two letters tell very different stories about the strike.",
        "Related industries lost another nine thousand jobs in the two years that followed.",
        "Related by marriage, the two families had run the mill since 1870.",
        "Sign up early, the clerk warned her, because the course has only twelve places.",
        "Sign up for a war you know nothing about and you may come back without a leg, he said.",
        "Download the plans of any old mill and you will find the same three mistakes.",
        "Download times fell by half once the cable reached the island.",
        "Join us in a minute of silence, the mayor asked, and the square went quiet.",
        "Join our hands, the choir sang, and even the bailiff joined in.",
        (
            "For the latest of the three looms the foundation had to sign up a mechanic from Holm, and he "
            "asked for our oldest apprentice."
        ),
        (
            "For more than a year visitors could download the plans, she said, and our app counted nine "
            "thousand of them."
        ),
        "Did you know the man on this channel, the harbour master asked, and nobody said a word.",
        "Get the wool wet first, the foreman said, or the needle will break.",
        "Share this with nobody, the note ended.",
        "Share the burden, he told the council, or carry it alone.",
        "Advertisement was a dirty word in the house, and the old man never paid for one.",
        "Comments from the gallery made the chairman lose his place twice.",
        "More from habit than from hunger, she unpacked the sandwiches at noon.",
        "More on that later, the minister promised, and never came back to it.",
        "See also how the river bends here: the dyers needed shallow water.",
        "Recommended for demolition in 1998, the hall now holds forty looms.",
        "Keywords were all the archive had kept of the letters: wool, debt, winter.",
        "Topics such as wages and housing came up at every meeting that spring.",
        "Back to top form after a year of injuries, Falk won the race by two lengths.",
        "Continue reading and you reach the page where the ink changes colour.",
        "Next page, the prompter whispered, but the actor had already left the stage.",
        "Have a letter like this to your inbox every morning and you would stop reading too, she said.",
        "The views expressed at the hearing could not have been further apart, and it ended in shouting.",
        "This article was first published as a pamphlet in 1911 and banned within the month.",
        "The information on the label is for general information only in theory; in court it was evidence.",
        "Photo: that single word on the envelope was all the police had to go on for a month.",
        "Print runs of forty thousand were common before the war.",
        "Close the gate, she said.",
        "“Listen.”",
        "Your browser does not need to know where you live, the researchers say, yet most of them ask.",
        "If you enjoyed this year's harvest festival, you can thank eleven women and one tractor.",
        "Like this story of the two brothers? Odby has a dozen of them, and most are true.",
    ],
    "zh": [
        "声明：“我们从来没有卖过这台织机。”老人把纸条念了三遍，谁也没有接话。",
        "声明发表之后，镇上的人等了三天，工厂才打开大门。",
        "免责声明写得再长，也挡不住法官的一句话。",
        "转载请注明，是他写在每一篇文章末尾的五个字，写了整整二十年。",
        "转载时把作者的名字漏掉，这样的事他一年要遇到好几回。",
        "扫码支付已经走进了菜市场，卖豆腐的老人也挂起了一张牌子。",
        "扫描二维码就能看到菜单，可是老人们一开始并不习惯。",
        "长按识别二维码的办法，是孙女手把手教会她的。",
        "推荐阅读的书目里，有三本是本地作家写的，孩子们读得最起劲。",
        "举报电话：12345公布以后，三天里接到了四百多个来电。",
        "举报的人后来说，他只是不想再看到河水变黑。",
        "相关新闻播出的当晚，工厂的门口就围满了人。",
        "相关文章他剪下来贴满了三本册子，一直放在床头。",
        "版权所有者是谁，双方在法庭上争了两年。",
        "版权归他一个人所有，这一点合同里写得清清楚楚。",
        "下载这款APP的人一周之内超过了十万，公司自己也没有料到。",
        "下载客户端之前，他先问了问儿子，手机会不会坏。",
        "点击进入直播间的人越来越多，老板何守田却越来越紧张。",
        "点击查看全文的读者只有三成，编辑们为此开了两次会。",
        "关注公众号的居民已经有两千多人，占全镇的一半。",
        "标签：“土”，这是城里人对豆腐坊的第一印象，他一点也不生气。",
        "关键词：石磨、豆香、老街，记者在采访本上只写了这三个词就停了笔。",
        "上一篇论文被退回来的时候，她还在读大三。",
        "返回首页的按钮做得太小，很多老人找不到，只好打电话来问。",
        "分享到朋友圈的照片第二天就传遍了全县，游客一下子多了起来。",
        "打印店的老板说，他一天要印三百份简历。",
        "收藏老物件是他唯一的爱好，家里的石磨就有二十多盘。",
        "阅读全文要花四十分钟，老师还是要求每个学生读完。",
        "本文来自他的口述，整理的人是他的女儿，前后改了七遍才敢拿给他看。",
        "投资有风险，这句话他听过一百遍，还是把拆迁款都交了出去。",
        "未经授权的修缮让老墙塌了半边，文物部门的人连夜赶了过来。",
        "欢迎转载的字样还留在他的旧博客上，博主却已经离开了三年。",
        "仅供参考的意见，往往最有分量，他在会上这样说。",
        "更多的新闻要等到明天早上才会传来，人们在码头上守了一夜。",
        "他联系平台删除了那段视频，可是已经有四万人看过了。",
        "公司去年才拿到经营许可证，第一批豆腐就卖到了省城。",
        "延伸阅读的习惯要从小培养，校长在开学典礼上说。",
        "纠错比写作更难，这是老编辑退休前说的最后一句话。",
        "图片来源是这场官司的焦点，双方都拿不出底片。",
        "图为他写的那本书卖完了，出版社决定再印五千册。",
        "更多精彩还在后面，主持人刚说完，台下的灯就灭了。",
        "微信扫一扫就能看病，这在五年前的镇上没有人敢想。",
        "责任编辑这个岗位他干了三十年，从没有出过一个错字。",
        "来源不明的货物堆满了两间仓库，办案人员清点了整整一夜。",
        "猜你喜欢的算法让他停不下来，一晚上看了四个小时。",
        "免责声明：他把这四个字写在账本的第一页，从此再也没有人向他讨债。",
    ],
    "de": [
        "Copyright war für die Weber von Odby ein fremdes Wort, bis der erste Anwalt ins Dorf kam.",
        "Haftungsausschluss hin oder her, der Richter sah die Schuld beim Betreiber.",
        "Folgen Sie dem Kanal zwei Kilometer, dann sehen Sie den Schornstein hinter den Pappeln.",
        "Folgen Sie mir, rief der Führer, und vierzig Besucher liefen die Treppe hinunter.",
        "Alle Rechte der Arbeiter seien gewahrt worden, sagte der Sprecher am Montag.",
        "Lesen Sie auch das Kleingedruckte, rät die Verbraucherzentrale.",
        "Mehr zum Thema wollte der Minister an diesem Abend nicht sagen.",
        "Schlagworte: mehr hatte der Redner nach zwei Stunden nicht geliefert, fand die Opposition.",
        "Schlagwörter allein retten keine Fabrik, schrieb die Zeitung damals.",
        "Auch interessant war, was der Zeuge verschwieg.",
        "Das könnte Sie teuer zu stehen kommen, warnte der Anwalt.",
        "Themen wie Lohn und Wohnung kamen auf jeder Versammlung zur Sprache.",
        "Teilen wollte er das Erbe mit niemandem.",
        "Drucken konnte man in Odby erst nach dem Krieg wieder.",
        "Kommentare aus dem Saal brachten den Vorsitzenden zweimal aus dem Takt.",
        "Anzeige erstattete die Stadt erst drei Wochen später, als die Spuren längst verwischt waren.",
        "Werbung machte der Alte nie, und trotzdem kamen die Leute von weit her.",
        "Weiterlesen mochte an dieser Stelle niemand mehr, so still war es im Raum.",
    ],
    "fr": [
        "Tous droits confondus, la commune n'a touché que neuf mille couronnes, explique la maire.",
        "Copyright ou pas, le motif appartient au village, répondent les tisserandes.",
        "Suivez-nous, cria le guide, et quarante visiteurs dévalèrent l'escalier.",
        "Lire aussi entre les lignes, voilà ce que le vieux maître demandait à ses élèves.",
        "À lire aussi attentivement que le contrat lui-même, l'annexe compte trente pages.",
        "Mots-clés : c'est tout ce que les archives avaient gardé des lettres, raconte l'historienne.",
        "Rejoignez les rangs, ordonna le contremaître, et personne ne bougea.",
        "Voir aussi loin demande du courage, disait la fondatrice.",
        "Partager les bénéfices n'a jamais été prévu, reconnaît le directeur.",
        "Publicité mensongère, a tranché le tribunal de commerce au bout de deux ans.",
        "Imprimer à Odby n'est redevenu possible qu'après la guerre.",
    ],
    "es": [
        "Todos los derechos de los obreros se respetaron, aseguró el portavoz el lunes.",
        "Aviso legal en mano, el notario cerró la puerta de la fábrica a las ocho.",
        "Síguenos, gritó el guía, y cuarenta visitantes bajaron corriendo la escalera.",
        "Etiquetas: así llaman los tintoreros a los pequeños sellos de plomo que llevaba cada pieza.",
        "Temas como el salario y la vivienda salieron en todas las asambleas de aquella primavera.",
        "Lea también la letra pequeña, aconseja la asociación de consumidores.",
        "Sigue la pista del dinero, repetía el viejo redactor a cada aprendiz.",
        "Compartir las ganancias nunca estuvo previsto, reconoce el director.",
        "También puede ocurrir que el río baje seco, y entonces los telares se paran.",
        "Ver también el otro lado de la historia le costó al juez dos años.",
        "Publicidad engañosa, sentenció el tribunal después de dos años.",
    ],
    "ru": [
        "Все права рабочих были соблюдены, заявил в понедельник представитель завода.",
        "Перепечатка чужих рассказов была в те годы главным занятием провинциальных газет.",
        "Подпишитесь под этим письмом, попросила учительница, и за вечер собрала двести подписей.",
        "Теги пришивали к каждому рулону вручную, и на это уходило целое утро.",
        "Темы зарплаты и жилья поднимались той весной на каждом собрании.",
        "Читайте также мелкий шрифт, советует общество потребителей.",
        "Следите за рекой, говорил старый мельник, она предупредит вас раньше всех.",
        "Присоединяйтесь, крикнул бригадир, но никто не сдвинулся с места.",
        "Реклама обошлась старику дороже, чем сам станок.",
        "Поделиться прибылью хозяин так и не захотел.",
        "Комментарии из зала дважды сбили председателя с мысли.",
        "Мнение автора может не нравиться, но запрещать книгу никто не вправе, решил суд.",
    ],
}

BOILERPLATE: list[str] = [
    "Copyright 2024 Odby Post. All rights reserved.",
    "Copyright © 2024 Odby Post. This material may not be published, broadcast or redistributed.",
    "Disclaimer: The views expressed are those of the author and do not reflect the position of this paper.",
    "Disclaimer: This article is for information only and does not constitute financial advice.",
    "Follow us on Twitter and Facebook for the latest news.",
    "Follow @odbypost on X",
    "Sign up for our newsletter to get the best stories in your inbox.",
    "Sign up to the Morning Loom newsletter.",
    "Subscribe to our channel for more videos like this one.",
    "Subscribe now to read the full story.",
    "Download our app for iOS and Android.",
    "Get the app",
    "Join our WhatsApp channel for breaking news.",
    "Read more: Why the mill closed in 2013",
    "Read more about it here.",
    "Related: The barn near Odby",
    "Related stories",
    "Tags: mills, weaving, Odby",
    "More from the Odby Post",
    "See also: The dye house in winter",
    "This article was originally published on The Loom. Read the original article.",
    "Your browser does not support the video tag.",
    "If you enjoyed this story, subscribe to our newsletter.",
    "声明：本网站所载文章仅代表作者个人观点，与本网站无关。",
    "免责声明：本文仅供参考，不构成投资建议。",
    "特别声明：以上内容为自媒体平台用户上传并发布，本平台仅提供信息存储服务。",
    "版权声明：本文版权归原作者所有，转载请联系授权。",
    "转载请注明出处：青石在线",
    "未经授权不得转载。",
    "如有侵权，请联系删除。",
    "扫描二维码关注我们的公众号。",
    "长按二维码关注青石在线",
    "下载青石新闻客户端，随时查看更多精彩内容。",
    "更多精彩内容，请关注青石在线微信公众号。",
    "点击查看更多",
    "点击下载青石新闻APP",
    "相关阅读",
    "相关新闻：老街的石磨又转起来了",
    "推荐阅读：老街的石磨又转起来了",
    "标签：石磨 老街 豆腐",
    "关键词：石磨，老街",
    "举报电话：0571-88888888",
    "上一篇：镇里的夜校开课了",
    "返回首页",
    "分享到：",
    "责任编辑：何小满",
    "投资有风险，入市需谨慎。",
    "Alle Rechte vorbehalten.",
    "Folgen Sie uns auf Instagram, um nichts zu verpassen.",
    "Mehr zum Thema: Die Weberei am Kanal",
    "Lesen Sie auch: Der letzte Kran",
    "Schlagwörter: Weberei, Odby",
    "Tous droits réservés.",
    "Suivez-nous sur Facebook pour ne rien manquer.",
    "Lire aussi : La dernière grue",
    "À lire aussi : Les tisserandes reviennent",
    "Mots-clés : tissage, Odby",
    "Todos los derechos reservados.",
    "Síguenos en Instagram para estar al día.",
    "Lea también: La última grúa",
    "Etiquetas: telares, Odby",
    "Все права защищены.",
    "Перепечатка материалов запрещена.",
    "Подпишитесь на наш Telegram-канал, чтобы не пропустить главное.",
    "Подписывайтесь на наш канал в «Дзене».",
    "Читайте также: Последний кран",
    "Теги: ткачество, Одби",
]  # fmt: skip


def _marked(texts: dict[str, list[str]]) -> list[Any]:
    return [
        pytest.param(text, id=f"{language}-{number}")
        for language, own in texts.items()
        for number, text in enumerate(own)
    ]


@pytest.mark.parametrize("text", _marked(PROSE))
def test_prose_is_not_a_boilerplate_line(text: str) -> None:
    assert boilerplate_kind(text) is None


@pytest.mark.parametrize("text", BOILERPLATE)
def test_a_boilerplate_line_is_one(text: str) -> None:
    assert boilerplate_kind(text) is not None


AROUND = {
    "en": MILL[:5],
    "zh": [
        "清晨六点，青石镇的豆腐坊已经亮起了灯。老板何守田把泡好的黄豆倒进石磨，水声和磨声混在一起，整条街都听得见。",
        "“现在用电磨的多了，可我还是觉得石磨磨出来的豆浆香。”何守田说，这盘石磨是他爷爷留下来的，已经用了七十多年。",
        "豆腐坊每天要做八板豆腐，卖给镇上的饭馆和赶早集的居民。遇到腊月，一天要做二十板，全家人轮流上阵。",
        "去年，镇里把老街修缮一新，来看石磨的游客慢慢多了起来。何守田在门口支起两张桌子，卖热豆浆和豆腐脑。",
        "他的女儿大学毕业后回到镇上，帮父亲开了网店。她说，豆腐不好寄，但豆干和腐乳可以，去年冬天寄出了四千多单。",
    ],
}  # fmt: skip


@pytest.mark.parametrize("at", [1, 3, 5], ids=["second", "in the midst", "last"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_keeps_prose_that_begins_like_boilerplate(language: str, at: int) -> None:
    around = AROUND[language]
    for text in PROSE[language]:
        inside = "".join(f"<p>{each}</p>" for each in [*around[:at], text, *around[at:]])
        tree = parse(
            f"<html><body><ul><li><a href=/a>A</a></li><li><a href=/b>B</a></li></ul><div><h1>Odby</h1>"
            f"<p>2024-05-14 09:30</p>"
            f"<div>{inside}</div></div><p>© 2024</p></body></html>"
        )
        assert tree is not None
        assert text in extract(tree, "https://news.example.com/2024/05/mill").body


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_text_dump_keeps_prose_that_begins_like_boilerplate(language: str) -> None:
    around = AROUND[language]
    for text in PROSE[language]:
        if len(text) > (16 if language == "zh" else 40):
            assert text in read_dump("\n".join(["Odby", *around[:3], text, *around[3:]])).paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "Photo: Anna Lund. The first loom left the barn on a hay wagon, and half of the village walked behind it.",
        "（资料图）去年冬天，老街的石磨一共转了九十三天，比前一年多了整整一个月。",
        "图/何小满 镇里的豆腐坊一大早就排起了长队，从门口一直排到桥头。",
        (
            "Foto: Anna Lund/dpa – Der erste Webstuhl verließ die Scheune auf einem Heuwagen, und das halbe "
            "Dorf lief hinterher."
        ),
        "記者何小滿攝，鎮上的豆腐坊一大早就排起了長隊，從門口一直排到橋頭。",
    ],
)
def test_a_paragraph_that_begins_with_a_picture_credit_is_text(text: str) -> None:
    assert boilerplate_kind(text) is None
