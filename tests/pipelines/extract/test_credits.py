"""Credit lines as portals print them."""

import pytest

from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.credit_datelines import parse_dateline, parse_sign_off
from newsmill.pipelines.extract.fields.credits import parse_credit_line


def people(persons):
    return [(person.name, person.role) for person in persons]


@pytest.mark.parametrize(
    ("line", "authors", "editors", "source"),
    [
        ("本文来源：江城日报 责任编辑：王芳_NF4425", [], ["王芳"], "江城日报"),
        ("责任编辑：李国强 SF099", [], ["李国强"], None),
        ("(本文来源: 编辑:admin)", [], ["admin"], None),
        ("（责任编辑： HN666）", [], ["HN666"], None),
        ("编辑 刘洋 校对 李静", [], ["刘洋", "李静"], None),
        ("[作者: 赵大海 责任编辑: 孙小云 ]", [("赵大海", "作者")], ["孙小云"], None),
        ("2024-05-20 16:25:01 来源:江城发布 选稿：许文", [], ["许文"], "江城发布"),
        (
            "发表于2014-08-24 21:30| 1164次阅读| 来源江城网| 0 条评论| 作者魏星",
            [("魏星", "作者")],
            [],
            "江城网",
        ),
        ("来源: | 发布时间: 2018-05-17 | 浏览次数: 2168", [], [], None),
        ("发布时间: 2012-02-14 14:46 来源: 进入电子报手机看新闻", [], [], None),
        ("2024-05-13 09:16:04 来源: 江城网-江城日报 武汉 举报", [], [], "江城网-江城日报"),
        ("作者：网络整理 阅读：1644", [], [], None),
        (
            "执笔/叨叨、胡一刀&李小飞刀",
            [("叨叨", "执笔"), ("胡一刀", "执笔"), ("李小飞刀", "执笔")],
            [],
            None,
        ),
        ("采写：江都记者 余青 向雪", [("余青", "记者"), ("向雪", "记者")], [], None),
        ("（本报记者 方　敏 王 磊）", [("方敏", "本报记者"), ("王磊", "本报记者")], [], None),
        ("记者 张三 通讯员 李四 王五", [("张三", "记者"), ("李四", "通讯员"), ("王五", "通讯员")], [], None),
        ("文/图 李四", [("李四", "文/图")], [], None),
        ("作者｜李晓 来源｜江城网", [("李晓", "作者")], [], "江城网"),
        ("江城记者 张三 江城编辑 李四", [("张三", "记者")], ["李四"], None),
        ("作者：[美]约翰·史密斯", [("约翰·史密斯", "作者")], [], None),
        ("By Jane Doe and John Smith, Staff Writer", [("Jane Doe", "By"), ("John Smith", "By")], [], None),
        (
            "Reporting by Jane Doe; Editing by John Smith",
            [("Jane Doe", "Reporting by")],
            ["John Smith"],
            None,
        ),
        ("Von Max Müller, Berlin", [("Max Müller", "Von")], [], None),
        ("Por Juan Pérez", [("Juan Pérez", "Por")], [], None),
        ("Автор: Иван Петров", [("Иван Петров", "Автор")], [], None),
        ("Penulis: Budi Santoso | Editor: Siti Aminah", [("Budi Santoso", "Penulis")], ["Siti Aminah"], None),
        ("بقلم: محمد أحمد", [("محمد أحمد", "بقلم")], [], None),
        ("홍길동 기자 hong@example.kr", [("홍길동", "기자")], [], None),
        ("文・写真／山田太郎", [("山田太郎", "文・写真")], [], None),
    ],
)
def test_a_credit_line_names_people_and_outlet(line, authors, editors, source):
    credits = parse_credit_line(line)
    assert people(credits.authors) == authors
    assert [person.name for person in credits.editors] == editors
    assert credits.source == source


@pytest.mark.parametrize(
    "line", ["（刘通摄）", "新华社记者 李明 摄", "摄影：张三", "图/李四", "本报记者 王五 摄影报道"]
)
def test_a_photographer_is_not_an_author(line):
    assert parse_credit_line(line).authors == []


@pytest.mark.parametrize(
    "line",
    [
        "记者从会上获悉，今年将投资10亿元。",
        "记者了解到，市民反映强烈",
        "记者：你怎么看？",
        "By the time he arrived, the party was over.",
        "他说：“我们将继续努力。”",
        "来源广泛的食品",
        "By Reuters",
    ],
)
def test_prose_is_not_a_credit_line(line):
    credits = parse_credit_line(line)
    assert (credits.authors, credits.editors, credits.source) == ([], [], None)
    assert boilerplate_kind(line) is None


@pytest.mark.parametrize(
    ("opening", "authors"),
    [
        ("江城网消息(记者张扬、通讯员陈鹏)2月7日中午,一辆", [("张扬", "记者"), ("陈鹏", "通讯员")]),
        ("新华社北京4月24日电（记者张扬）今天", [("张扬", "记者")]),
        ("江城网记者曹磊5月13日报道：2024年", [("曹磊", "记者")]),
        ("本报讯 （特约记者王小明 通讯员 李大刚）昨天", [("王小明", "特约记者"), ("李大刚", "通讯员")]),
        ("(서울=한국통신) 홍길동 기자 = 정부는", [("홍길동", "기자")]),
        ("【ロンドン＝山田太郎】英国の", [("山田太郎", None)]),
        ("记者从公安部获悉，4月24日", []),
        ("（记者了解到的情况）", []),
    ],
)
def test_a_dateline_names_the_reporters(opening, authors):
    assert people(parse_dateline(opening).authors) == authors


@pytest.mark.parametrize(
    ("ending", "authors"),
    [
        ("先后在各地举行。（张巨峰）", [("张巨峰", None)]),
        ("英雄的城！（评论员 罗博 萧川）", [("罗博", "评论员"), ("萧川", "评论员")]),
        ("载之气势。（作者：南帆，系某大学文艺研究中心特约研究员）", [("南帆", "作者")]),
        ("很好。本报记者 张三", [("张三", "本报记者")]),
        ("重启量化宽松。（完）", []),
        ("他说。（新华社）", []),
        ("（应受访者要求，文中张严为化名。）", []),
        ("历史地震分布如图。（刘通摄）", []),
    ],
)
def test_a_last_line_names_the_authors(ending, authors):
    assert people(parse_sign_off(ending).authors) == authors


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("（原标题：多地项目连环爆雷）", "original-title"),
        ("特别声明：以上内容为自媒体平台用户上传并发布，本平台仅提供信息存储服务。", "disclaimer"),
        ("未经授权不得转载", "disclaimer"),
        (
            "This material is not intended to replace the advice of a qualified attorney, tax advisor or accountant.",
            "disclaimer",
        ),
        (
            "Products and services referenced are for general information only. Always consult an advisor first.",
            "disclaimer",
        ),
        ("The information in this section is for educational purposes only.", "disclaimer"),
        ("This law is not intended to replace the ban of 1994, the minister said.", None),
        ("版权所有 江城日报", "copyright"),
        ("扫描下方二维码关注我们", "follow"),
        ("延伸阅读", "related"),
        ("Читайте также: Новости дня", "related"),
        ("文章关键词： 辟谣 账号", "tags"),
        ("（责任编辑：王芳）", "editors"),
        ("责任编辑：", "editors"),
        ("来源于：东区办事处", "source"),
        ("江城报记者 陆一夫", "byline"),
        ("END", "end"),
        ("无断转载禁止", "copyright"),
        ("关注江城微信公众号，获取更多资讯", "follow"),
        ("“江城交警”微博第一时间关注到网友的微博消息,并回复:“已通知指挥中心。”", None),
        ("全文共有三个部分。", None),
    ],
)
def test_boilerplate_lines_are_recognised(line, kind):
    assert boilerplate_kind(line) == kind


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("홍길동·김철수 기자", [("홍길동", "기자"), ("김철수", "기자")]),
        ("홍길동 기자 hong@example.kr", [("홍길동", "기자")]),
        ("Publié par Marie Dupont le 24 avril", [("Marie Dupont", "Publié par")]),
        ("Eine Reportage von Anna Schmidt", [("Anna Schmidt", "Eine Reportage von")]),
        ("文＝田中太郎", [("田中太郎", "文")]),
    ],
)
def test_credits_of_other_languages_end_where_the_name_ends(line, authors):
    assert people(parse_credit_line(line).authors) == authors


def test_a_korean_dateline_in_square_brackets_names_its_reporter():
    assert people(parse_dateline("[서울=강변뉴스] 홍길동 기자 = 시는 24일 새 다리를 열었다.").authors) == [
        ("홍길동", "기자")
    ]
