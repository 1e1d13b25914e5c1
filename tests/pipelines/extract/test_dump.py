"""Pages saved as plain text: the same fields from lines alone."""

from newsmill.pipelines.extract import extract_dump
from newsmill.pipelines.extract.dump import lines_of

PORTAL = """
新闻
体育
财经
江城视频
微博
江城新闻 > 快讯
更多

江城地铁三号线周末试运行

发布时间: 2012-02-14 14:46 来源: 进入电子报手机看新闻


  江城网消息(记者张扬、通讯员陈鹏)2月7日上午,一列崭新的列车从江城站缓缓驶出,三号线进入试运行阶段,预计三月底开始载客。

  记者在现场看到,站台上的导向标识已经全部安装完毕,工作人员正在对安检设备做最后的调试,确保万无一失。

  市民期待出行更方便

  “以后上班不用再换两趟公交车了。”家住城南的李女士说,她每天上班要花一个半小时,地铁开通后只要四十分钟。

  据介绍,三号线全长二十八公里,设车站二十二座,是江城连接南北的第一条轨道交通线路。

(本文来源: 编辑:admin)
【复制链接 推荐给好友】 [收藏本文]
更多关于 江城;地铁;试运行 的新闻
手机报
江城网版权相关声明: ① 本网欢迎各类媒体、出版社、影视公司等机构与本网进行长期的内容合作。联系方式:027-00000000
② 在本网转载其他媒体稿件是为传播更多的信息,此类稿件不代表本网观点,如果本网转载的稿件涉及您的版权,请尽快与本网联系。
关于我们 - 版权声明 - 人员招聘
Copyright © 2001-2012 All Rights Reserved
"""


def test_a_portal_page_saved_as_text_gives_every_field():
    found = extract_dump(PORTAL)
    assert found.fields.title == "江城地铁三号线周末试运行"
    assert found.fields.published == "2012-02-14T14:46"
    assert found.fields.source is None
    assert [(person.name, person.role) for person in found.fields.authors] == [
        ("张扬", "记者"),
        ("陈鹏", "通讯员"),
    ]
    assert [person.name for person in found.fields.editors] == ["admin"]
    assert found.fields.section == ["江城新闻", "快讯"]
    assert found.fields.keywords == ["江城", "地铁", "试运行"]
    assert len(found.body) == 5
    assert found.body[0].startswith("江城网消息(记者张扬")
    assert "市民期待出行更方便" in found.body
    assert found.body[-1].endswith("轨道交通线路。")
    assert found.kind == "article"


def test_every_line_of_a_dump_can_be_explained():
    decisions = extract_dump(PORTAL, explain=True).decisions
    labels = {decision.text: decision.label for decision in decisions}
    assert labels["江城地铁三号线周末试运行"] == "title"
    assert labels["发布时间: 2012-02-14 14:46 来源: 进入电子报手机看新闻"] == "date"
    assert labels["(本文来源: 编辑:admin)"] == "byline"
    assert labels["市民期待出行更方便"] == "body"
    assert labels["体育"] == "boilerplate"
    assert [decision.index for decision in decisions] == list(range(len(decisions)))


def test_a_wet_record_starts_with_the_title_of_the_page():
    prose = (
        "The council voted on Tuesday to widen the old harbour bridge, which has carried traffic since 1931. "
    )
    text = "\n".join(
        ["Harbour bridge to be widened - Daily Harbour", "Home", "News", "Sport", "Contact",
            "Harbour bridge to be widened",
         "By Jane Doe", "24 April 2024, 10:30", prose * 2, prose * 2, prose * 2, "Related stories",
         "Old pier reopens",
         "Ferry fares rise", "© 2024 Daily Harbour. All rights reserved."]
    )  # fmt: skip
    found = extract_dump(text)
    assert found.fields.title == "Harbour bridge to be widened"
    assert found.fields.published == "2024-04-24T10:30"
    assert [person.name for person in found.fields.authors] == ["Jane Doe"]
    assert len(found.body) == 3


def test_lines_broken_at_a_fixed_width_are_put_together():
    paragraph = (
        "The council voted on Tuesday evening to widen the old harbour\nbridge, which has carried the "
        "traffic of two counties since\n"
        "the year 1931 and is closed to lorries whenever the wind is\nstronger than the engineers of that "
        "time had thought likely.\n"
    )
    lines = lines_of((paragraph + "\n") * 5)
    assert len(lines) == 5
    assert lines[0].startswith("The council voted on Tuesday evening to widen the old harbour bridge, which")


def test_a_menu_without_an_article_has_no_body():
    found = extract_dump("\n".join(["Home", "News", "Sport", "Weather", "Contact", "About us"] * 10))
    assert found.body == []
    assert found.kind == "listing"
    assert found.warnings == []  # as for a listing in HTML


def test_an_error_page_saved_as_text_is_one():
    assert extract_dump("404 Not Found\nThe page was not found.\nnginx").kind == "error"


def test_hostile_text_is_survived():
    assert extract_dump("").kind == "other"
    assert extract_dump("\x00\x01\ud800" * 10).body == []
    assert extract_dump("a" * 300_000).body is not None
    extract_dump("(" * 50_000 + "\n" + "来源：" * 50_000)
