"""Head and tail lines as Chinese portals, party papers, government sites, agencies, stations and forums print them: invented pages.

A field that a row does not name must come out empty; the headline is `TITLE` unless the row says otherwise.
"""

import pytest

from newsmill import clean

TITLE = "江城市召开全市经济工作会议部署重点任务"
TEXT = [
    "4月24日上午，江城市召开全市经济工作会议，总结今年以来的各项工作，部署下一阶段重点任务，市委主要负责同志出席会议并讲话。",
    "会议指出，面对复杂严峻的形势，全市上下坚定信心、迎难而上，经济运行总体平稳，民生保障持续改善，社会大局和谐稳定。",
    "会议强调，要坚持稳中求进工作总基调，着力扩大内需，优化结构，防范化解风险，推动高质量发展取得新成效。",
    "各区县、各部门要加强组织领导，压实工作责任，确保各项任务落到实处，以优异成绩交出一份让人民满意的答卷。",
]


def page(
    head="",
    pre="",
    post="",
    tail="",
    above="",
    meta="",
    title=None,
    h1=TITLE,
    url="http://www.example.cn/content/1.html",
    fetched=None,
):
    """A page with `head` between headline and text, `pre` and `post` at the ends of the text, `tail` below it and `above` over the headline."""
    text = [pre + TEXT[0], *TEXT[1:-1], TEXT[-1] + post]
    title = f"{h1 or TITLE}_新闻中心_江城网" if title is None else title
    html = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{meta}</head><body>'
        '<div class="top"><a href="/">首页</a> <a href="/a">新闻</a> <a href="/b">视频</a> <a href="/c">论坛</a></div><div class="main">'
        f'<div class="l">{above}{f"<h1>{h1}</h1>" if h1 else ""}{head}<div class="con">{"".join(f"<p>{line}</p>" for line in text)}</div>{tail}</div>'
        '<div class="r"><h3>热点</h3><ul><li><a href="/x1">本地一小区发生停水事件居民反映强烈</a> 2020-01-01</li>'
        '<li><a href="/x2">天气预报：明起三天有雨</a> 2020-01-02 08:00</li></ul></div></div>'
        '<div class="foot">版权所有 江城网 2001-2023 备案号 责任编辑热线 编辑部电话 12345678</div></body></html>'
    )
    return html.encode(), url, fetched


def line(text):
    return f'<div class="info">{text}</div>'


def check(given, expected):
    raw, url, fetched = given
    record = clean(raw, url=url, fetched_at=fetched)
    found = {
        "published": record.published,
        "source": record.source,
        "account": record.account,
        "authors": [person.name for person in record.authors],
        "editors": [person.name for person in record.editors],
        "title": record.title,
        "subtitle": record.subtitle,
    }
    empty = {
        "published": None,
        "source": None,
        "account": None,
        "authors": [],
        "editors": [],
        "title": TITLE,
        "subtitle": None,
    }
    assert found == {**empty, **expected}
    assert record.body.split("\n")[-1].startswith(TEXT[-1])


CREDITS = [
    (page(head=line("2012年2月14日 14:46 来源：江城日报")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("时间：2012-02-14 14:46　　稿源：江城日报　　作者：")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46 文章来源：江城晚报 作者：张三丰")), {"published": "2012-02-14T14:46", "source": "江城晚报", "authors": ["张三丰"]}),
    (page(head=line("2012/2/14 14:46 转自：江城晚报")), {"published": "2012-02-14T14:46", "source": "江城晚报"}),
    (page(head=line('2012-02-14 14:46 | 来源：<a href="http://x.cn">江城日报</a> | <a>我要评论</a> <a>分享</a>')), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46 来源：央视新闻客户端")), {"published": "2012-02-14T14:46", "source": "央视新闻客户端"}),
    (page(head='<div class="date">2012-02-14 14:46</div><div class="source">来源：新华社</div>'), {"published": "2012-02-14T14:46", "source": "新华社"}),
    (page(head="<p><span>2012-02-14 14:46</span><span>人民日报</span></p>"), {"published": "2012-02-14T14:46", "source": "人民日报"}),
    (page(head=line("发布日期：2012-02-14 14:46 信息来源：江城市人民政府办公室 浏览次数：123 字体：[大 中 小]")), {"published": "2012-02-14T14:46", "source": "江城市人民政府办公室"}),
    (page(head=line("索引号：1234/2012-0001 发布机构：江城市教育局 发文日期：2012年02月14日 文号：江教〔2012〕3号")), {"published": "2012-02-14", "source": "江城市教育局"}),
    (page(head=line("来源： 江城市委宣传部 发布时间： 2012-02-14 【字体： 大 中 小】 打印 关闭")), {"published": "2012-02-14", "source": "江城市委宣传部"}),
    (page(head=line('2012年02月14日 14:46　来源：<img src="/logo.png" alt="中国新闻网"/>　参与互动')), {"published": "2012-02-14T14:46", "source": "中国新闻网"}),
    (page(head=line("江城卫视 2012-02-14 14:46")), {"published": "2012-02-14T14:46", "source": "江城卫视"}),
    (page(head=line("2012-02-14 14:46　江城广播电视台")), {"published": "2012-02-14T14:46", "source": "江城广播电视台"}),
    (page(head=line("来源：江城之声 时间：2012-02-14 14:46 编辑：李小燕")), {"published": "2012-02-14T14:46", "source": "江城之声", "editors": ["李小燕"]}),
    (page(head=line("2012-02-14 14:46 第一财经")), {"published": "2012-02-14T14:46", "source": "第一财经"}),
    (page(head=line("2012-02-14 14:46 江城日报 周立新")), {"published": "2012-02-14T14:46", "source": "江城日报", "authors": ["周立新"]}),
    (page(head=line("2012-02-14 14:46 江城日报 记者 周立新 李海")), {"published": "2012-02-14T14:46", "source": "江城日报", "authors": ["周立新", "李海"]}),
    (page(head=line("2012-02-14 14:46 来源：江城发布微信公众号")), {"published": "2012-02-14T14:46", "source": "江城发布微信公众号"}),
    (page(head=line("2012-02-14 14:46"), tail="<p>来源：江城日报</p>"), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46"), tail="<p>（来源：江城日报）</p>"), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46"), post="（来源：江城日报）"), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46"), tail="<p>本文来源：江城日报 作者：张三丰 责任编辑：王晓武_NN1682</p>"), {"published": "2012-02-14T14:46", "source": "江城日报", "authors": ["张三丰"], "editors": ["王晓武"]}),
    (page(head=line("2012-02-14 14:46 来源：")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46 来源：　责任编辑：李小燕")), {"published": "2012-02-14T14:46", "editors": ["李小燕"]}),
    (page(head=line("2012-02-14 14:46 来源：《江城日报》")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46 来源:江城日报 T|T")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46 中新社 字号：大 中 小")), {"published": "2012-02-14T14:46", "source": "中新社"}),
    (page(head='<div class="meta"><span>来源</span><span>江城新闻网</span><span>2012-02-14 14:46</span></div>'), {"published": "2012-02-14T14:46", "source": "江城新闻网"}),
    (page(head="<table><tr><td>来源：江城新闻网</td><td>发布时间：2012-02-14 14:46</td><td>点击：99</td></tr></table>"), {"published": "2012-02-14T14:46", "source": "江城新闻网"}),
    (page(head=line("2012-02-14 14:46 来源：综合江城日报、江城晚报")), {"published": "2012-02-14T14:46", "source": "综合江城日报、江城晚报"}),
    (page(head=line("江城日报　2012年02月14日14:46")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46 来源：Global Times")), {"published": "2012-02-14T14:46", "source": "Global Times"}),
    (page(head=line("2012-02-14 14:46 来源：cnBeta.COM")), {"published": "2012-02-14T14:46", "source": "cnBeta.COM"}),
    (page(head=line("2012-02-14 14:46 出处：江城日报 作者：佚名")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("江城日报 2012年02月14日 星期二")), {"published": "2012-02-14", "source": "江城日报"}),
    (page(head=line("（2012年02月14日）") + line("来源：江城日报　　第05版：民生　　作者：刘小明")), {"published": "2012-02-14", "source": "江城日报", "authors": ["刘小明"]}),
    (page(head=line('日期：2012-02-14 14:46&nbsp;&nbsp;&nbsp;来源：江城日报&nbsp;&nbsp;&nbsp;点击：<span id="hits"></span>次')), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46来源：央广网")), {"published": "2012-02-14T14:46", "source": "央广网"}),
    (page(head=line("来源单位：江城市公安局交通警察支队 2012-02-14 14:46")), {"published": "2012-02-14T14:46", "source": "江城市公安局交通警察支队"}),
    (page(head=line("2012-02-14 14:46"), post="（记者张三 李四）"), {"published": "2012-02-14T14:46", "authors": ["张三", "李四"]}),
    (page(head=line("2012-02-14 14:46"), post="（记者 张三 李四 通讯员 王五）"), {"published": "2012-02-14T14:46", "authors": ["张三", "李四", "王五"]}),
    (page(head=line("2012-02-14 14:46"), pre="本报讯（记者 张三）"), {"published": "2012-02-14T14:46", "authors": ["张三"]}),
    (page(head=line("2012-02-14 14:46"), pre="本报记者 张三丰 北京报道 "), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46") + "<p>本报记者 张三丰 北京报道</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), pre="新华社北京4月24日电（记者张三丰、李四光）"), {"published": "2012-02-14T14:46", "authors": ["张三丰", "李四光"]}),
    (page(head=line("2012-02-14 14:46"), pre="中新网江城4月24日电 (张三丰)"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), pre="中新社江城4月24日电 (记者 张三丰 王五一)"), {"published": "2012-02-14T14:46", "authors": ["张三丰", "王五一"]}),
    (page(head=line("2012-02-14 14:46"), pre="央广网江城4月24日消息（记者张三丰）据中国之声报道，"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), pre="江城日报讯（全媒体记者 张三丰）"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), pre="江城日报讯（全媒体记者张三丰 李玲玉 通讯员赵大海）"), {"published": "2012-02-14T14:46", "authors": ["张三丰", "李玲玉", "赵大海"]}),
    (page(head=line("2012-02-14 14:46"), pre="【江城日报】记者张三丰报道："), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46") + "<p>文/图 张三丰</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46") + "<p>文｜张三丰</p><p>编辑｜李小燕</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["李小燕"]}),
    (page(head=line("2012-02-14 14:46") + "<p>文 | 张三丰　编辑 | 李小燕　图 | 王小海</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["李小燕"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>撰文：张三丰</p><p>摄影：李小燕</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46 记者 买买提·艾力")), {"published": "2012-02-14T14:46", "authors": ["买买提·艾力"]}),
    (page(head=line("2012-02-14 14:46 记者：欧阳晓晓 司马南北")), {"published": "2012-02-14T14:46", "authors": ["欧阳晓晓", "司马南北"]}),
    (page(head=line("2012-02-14 14:46"), post="（欧阳晓 诸葛明）"), {"published": "2012-02-14T14:46", "authors": ["欧阳晓", "诸葛明"]}),
    (page(head=line("2012-02-14 14:46"), post="（记者 方　敏）"), {"published": "2012-02-14T14:46", "authors": ["方敏"]}),
    (page(head=line("2012-02-14 14:46"), pre="本报讯（记者古丽娜尔·吐尔逊）"), {"published": "2012-02-14T14:46", "authors": ["古丽娜尔·吐尔逊"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>记者：张三丰 李玲玉</p><p>责编：王芳芳</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰", "李玲玉"], "editors": ["王芳芳"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>作者：张三丰</p><p>编辑：王芳芳 审核：李建国 终审：赵铁柱</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["王芳芳", "李建国", "赵铁柱"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>通讯员/张三丰　一审：王芳芳　二审：李建国　三审：赵铁柱</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["王芳芳", "李建国", "赵铁柱"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>值班编辑：王芳芳 校对：李建国 监制：赵铁柱</p>"), {"published": "2012-02-14T14:46", "editors": ["王芳芳", "李建国"]}),
    (page(head=line("2012-02-14 14:46"), tail="<div>[ 责任编辑：王芳芳 ]</div>"), {"published": "2012-02-14T14:46", "editors": ["王芳芳"]}),
    (page(head=line("2012-02-14 14:46"), tail="<div>责任编辑：王芳芳(EN042)</div>"), {"published": "2012-02-14T14:46", "editors": ["王芳芳"]}),
    (page(head=line("2012-02-14 14:46"), tail="<div>编辑：王芳芳 <a>举报</a> <a>收藏</a></div>"), {"published": "2012-02-14T14:46", "editors": ["王芳芳"]}),
    (page(head=line("2012-02-14 14:46"), tail="<div>(责编：王芳芳、李建国)</div>"), {"published": "2012-02-14T14:46", "editors": ["王芳芳", "李建国"]}),
    (page(head=line("2012-02-14 14:46"), tail="<div>【编辑:王芳芳】</div>"), {"published": "2012-02-14T14:46", "editors": ["王芳芳"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>采写：江城日报记者张三丰 通讯员李玲玉</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰", "李玲玉"]}),
    (page(head=line("2012-02-14 14:46"), pre="江城网讯（记者 张三丰）", tail="<p>摄影/李建国</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>文：张三丰 李建国 图：王小海</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰", "李建国"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>文字：张三丰　图片：李建国　视频：王小海</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>供稿：张三丰</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>供稿：市教育局办公室</p>"), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46 作者：江城日报社")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46 作者：佚名")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46 作者：admin")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46 来源：江城日报 记者：张三丰 点击：233")), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "source": "江城日报"}),
    (page(head=line("江城融媒记者 张三丰 2012-02-14 14:46")), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "source": "江城融媒"}),
    (page(head=line("2012-02-14 14:46"), pre="□ 本报记者 张三丰 李玲玉 "), {"published": "2012-02-14T14:46", "authors": ["张三丰", "李玲玉"]}),
    (page(head=line("2012-02-14 14:46") + "<p>□ 本报记者 张三丰 李玲玉</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰", "李玲玉"]}),
    (page(head=line("2012-02-14 14:46") + "<p>■张三丰</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46") + "<p>张三丰</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>（作者系江城大学教授 张三丰）</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>（作者张三丰系江城大学教授）</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>（作者单位：江城大学）</p>"), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), tail="<p>作者：约翰·史密斯　编译：李玲玉</p>"), {"published": "2012-02-14T14:46", "authors": ["约翰·史密斯", "李玲玉"]}),
    (page(head=line("作者 张三丰 编辑 李玲玉 2012-02-14 14:46")), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["李玲玉"]}),
    (page(head="<div>作者/张三丰</div><div>编辑/李玲玉</div>" + line("2012-02-14 14:46")), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["李玲玉"]}),
    (page(head=line("2012-02-14 14:46"), pre="江城4月24日电 记者张三丰报道："), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>江城日报全媒体记者 张三丰 实习生 李小燕</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰", "李小燕"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>新京报记者 张三丰</p><p>编辑 李小燕 校对 </p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["李小燕"]}),
    (page(head=line("2012-02-14 14:46") + "<p>新江报记者 张三丰 编辑 李小燕 校对 陈立</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["李小燕", "陈立"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>记者丨张三丰　编辑丨李小燕　新媒体编辑丨李小燕</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["李小燕"]}),
    (page(head=line("2012-02-14 14:46"), post="图为会议现场。张三丰 摄"), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), tail="<p>图片来源：视觉江城</p>"), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46 撰稿人：张三丰")), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46 By 张三丰")), {"published": "2012-02-14T14:46", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46"), post="（记者 张三丰）（责编：王芳芳）"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["王芳芳"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>（记者 张三丰 编辑 王芳芳）</p>"), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "editors": ["王芳芳"]}),
    (page(head=line("2012-02-14 14:46"), tail="<p>监制：林木</p><p>记者：朱小明</p><p>编辑：王芳芳</p>"), {"published": "2012-02-14T14:46", "authors": ["朱小明"], "editors": ["王芳芳"]}),
    (page(head=line("2012-02-14 14:46"), pre="人民网江城4月24日电 （记者朱小明）"), {"published": "2012-02-14T14:46", "authors": ["朱小明"]}),
    (page(head=line("2012-02-14 14:46"), pre="人民网江城4月24日电　（朱小明）"), {"published": "2012-02-14T14:46", "authors": ["朱小明"]}),
    (page(head=line("2012-02-14 14:46"), post="（朱小明、刘一手）"), {"published": "2012-02-14T14:46", "authors": ["朱小明", "刘一手"]}),
    (page(head=line("2012-02-14 14:46"), post="（本报记者朱小明采访整理）"), {"published": "2012-02-14T14:46", "authors": ["朱小明"]}),
    (page(head=line("2012-02-14 14:46"), post="（总台记者 朱小明）"), {"published": "2012-02-14T14:46", "authors": ["朱小明"]}),
    (page(head=line("2012-02-14 14:46"), post="（总台央视记者 朱小明 刘一手 马三立）"), {"published": "2012-02-14T14:46", "authors": ["朱小明", "刘一手", "马三立"]}),
    (page(head=line("2012-02-14 14:46"), post="（江城新闻记者 朱小明 江城区融媒体中心）"), {"published": "2012-02-14T14:46", "authors": ["朱小明"]}),
    (page(head=line("2012-02-14 14:46 公众号：江城生活圈")), {"published": "2012-02-14T14:46", "account": "江城生活圈"}),
    (page(head=line("老李看世界 2012-02-14 14:46 发布于江城"), tail="<p>特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“江城号”用户上传并发布，本平台仅提供信息存储服务。</p>"), {"published": "2012-02-14T14:46", "account": "老李看世界"}),
    (page(head=line("2012-02-14 14:46 来自头条号：江城热线")), {"published": "2012-02-14T14:46", "account": "江城热线"}),
    (page(head=line("2012-02-14 14:46 微信公众号：江城热线")), {"published": "2012-02-14T14:46", "account": "江城热线"}),
    (page(head=line("2012-02-14 14:46"), tail="<p>来源：微信公众号“江城热线”</p>"), {"published": "2012-02-14T14:46", "source": "微信公众号“江城热线”"}),
    (page(head=line("2012-02-14 14:46 网易号：江城热线")), {"published": "2012-02-14T14:46", "account": "江城热线"}),
    (page(head=line("来源：江城日报 | 作者：张三丰 | 责任编辑：李小燕 | 发布时间：2012-02-14 14:46 | 浏览次数：100")), {"published": "2012-02-14T14:46", "source": "江城日报", "authors": ["张三丰"], "editors": ["李小燕"]}),
    (page(head=line('<span>江城日报</span> <span>2012-02-14 14:46</span> <a href="#">分享</a> <a>评论</a> <a>0</a>')), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("<span>2012-02-14 14:46</span><span>来源：江城日报</span><span>作者：张三丰</span>")), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "source": "江城日报"}),
    (page(head='<ul class="info"><li>时间：2012-02-14 14:46</li><li>来源：江城日报</li><li>作者：张三丰</li><li>编辑：李小燕</li></ul>'), {"published": "2012-02-14T14:46", "authors": ["张三丰"], "source": "江城日报", "editors": ["李小燕"]}),
    (page(head=line('2012-02-14 14:46 <a href="http://x">江城日报</a> <a href="#c">我有话说</a>(<a>0</a>人参与)')), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("http://www.example.cn 2012年02月14日14:46 江城日报")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 来源：江城日报 第A12版 作者 张三丰")), {"published": "2012-02-14", "source": "江城日报", "authors": ["张三丰"]}),
    (page(head=line("2012-02-14 14:46 来源：江城日报 文：李四光 图：王五一")), {"published": "2012-02-14T14:46", "source": "江城日报", "authors": ["李四光"]}),
    (page(head=line("2012-02-14 14:46 来源：江城网综合")), {"published": "2012-02-14T14:46", "source": "江城网综合"}),
    (page(head=line("2012-02-14 14:46 江城网 责任编辑：")), {"published": "2012-02-14T14:46", "source": "江城网"}),
    (page(head=line("2012-02-14 14:46　　江城晚报　　　【字号：<a>大</a> <a>中</a> <a>小</a>】【<a>打印</a>】【<a>关闭</a>】")), {"published": "2012-02-14T14:46", "source": "江城晚报"}),
    (page(head=line("2012-02-14 14:46　　　来源：江城晚报　　　我要纠错")), {"published": "2012-02-14T14:46", "source": "江城晚报"}),
    (page(head=line("发布日期：2012-02-14　访问量：1,234　信息来源：江城市统计局　字号：[大] [中] [小]")), {"published": "2012-02-14", "source": "江城市统计局"}),
    (page(head=line("2012-02-14 09:05 | 来源：江城市应急管理局 | 【大 中 小】【打印】")), {"published": "2012-02-14T09:05", "source": "江城市应急管理局"}),
    (page(head=line("作者：王小明　编辑：赵小小　来源：江城大学新闻网　发布时间：2012-02-14　阅读：233次")), {"published": "2012-02-14", "source": "江城大学新闻网", "authors": ["王小明"], "editors": ["赵小小"]}),
    (page(head=line("供稿单位：党委宣传部　文字：王小明 赵立　摄影：周海　日期：2012-02-14")), {"published": "2012-02-14", "source": "党委宣传部", "authors": ["王小明", "赵立"]}),
    (page(head=line("2012-02-14"), tail="<p>撰稿：王小明　编辑：赵立　审核：孙敏</p>"), {"published": "2012-02-14", "authors": ["王小明"], "editors": ["赵立", "孙敏"]}),
    (page(head=line("2012-02-14"), tail="<p>（撰稿：王小明 / 编辑：赵立 / 审核：孙敏）</p>"), {"published": "2012-02-14", "authors": ["王小明"], "editors": ["赵立", "孙敏"]}),
    (page(head=line("2012-02-14"), tail="<p>（图文/王小明、刘海 编辑/赵立）</p>"), {"published": "2012-02-14", "authors": ["王小明", "刘海"], "editors": ["赵立"]}),
    (page(head=line("2012-02-14"), tail="<p>（文/王小明）</p>"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14"), post="（文/王小明）"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14"), post="（文/记者王小明 图/受访者提供）"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14"), pre="（通讯员 王小明 记者 刘海）"), {"published": "2012-02-14", "authors": ["王小明", "刘海"]}),
    (page(head=line("2012-02-14"), pre="江城网4月24日讯（江城网记者 王小明）"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14"), pre="江城日报、江城网记者王小明报道："), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14") + "<p>晨报记者　王小明</p>"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14") + "<p>本报首席记者 王小明 文/图</p>"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14") + "<p>江城晚报·江城在线记者 王小明 实习生 李大为</p>"), {"published": "2012-02-14", "authors": ["王小明", "李大为"]}),
    (page(head=line("2012-02-14") + "<p>见习记者王小明发自江城</p>"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14"), post="(王小明)"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14"), post="（全文完）"), {"published": "2012-02-14"}),
    (page(head=line("2012-02-14"), post="（据新华社）"), {"published": "2012-02-14"}),
    (page(head=line("2012-02-14"), post="（综合央视、人民网）"), {"published": "2012-02-14"}),
    (page(head=line("2012-02-14"), post="（本报特派记者 王小明 江城4月24日电）"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14"), post="（本报江城4月24日电 记者王小明）"), {"published": "2012-02-14", "authors": ["王小明"]}),
    (page(head=line("2012-02-14"), post="（原载《江城日报》2011年3月5日）"), {"published": "2012-02-14"}),
    (page(head=line("2012-02-14"), post="（编辑 王小明）"), {"published": "2012-02-14", "editors": ["王小明"]}),
    (page(head=line("2012-02-14"), tail='<div>责编：<a href="mailto:a@b.cn">王小明</a></div>'), {"published": "2012-02-14", "editors": ["王小明"]}),
    (page(head=line("2012-02-14"), tail="<div><span>责任编辑：王小明</span><span>审核：李大为</span></div>"), {"published": "2012-02-14", "editors": ["王小明", "李大为"]}),
    (page(head=line("2012-02-14"), tail="<div>编辑：wangxm</div>"), {"published": "2012-02-14", "editors": ["wangxm"]}),
    (page(head=line("2012-02-14"), tail="<div>责任编辑：刘亮 UN001</div>"), {"published": "2012-02-14", "editors": ["刘亮"]}),
    (page(head=line("2012-02-14"), tail="<div>（责任编辑：刘亮 ）</div>"), {"published": "2012-02-14", "editors": ["刘亮"]}),
    (page(head=line("2012-02-14"), tail="<p>【责任编辑:刘亮 马东】</p>"), {"published": "2012-02-14", "editors": ["刘亮", "马东"]}),
    (page(head=line("2012-02-14"), tail="<p>初审：刘亮</p><p>复审：马东</p><p>终审：林森</p>"), {"published": "2012-02-14", "editors": ["刘亮", "马东", "林森"]}),
    (page(head=line("2012-02-14"), tail="<p>一审丨刘亮　二审丨马东　三审丨林森</p>"), {"published": "2012-02-14", "editors": ["刘亮", "马东", "林森"]}),
    (page(head=line("2012-02-14"), tail="<p>一审一校：刘亮 二审二校：马东 三审三校：林森</p>"), {"published": "2012-02-14", "editors": ["刘亮", "马东", "林森"]}),
    (page(head=line("2012-02-14"), tail="<p>编辑：刘亮 / 责任编辑：马东 / 值班总编：林森</p>"), {"published": "2012-02-14", "editors": ["刘亮", "马东", "林森"]}),
    (page(head=line("2012-02-14"), tail="<p>编辑 刘亮 签发 林森</p>"), {"published": "2012-02-14", "editors": ["刘亮", "林森"]}),
    (page(head=line("2012-02-14"), tail="<p>来源丨江城发布</p><p>记者丨高明</p><p>编辑丨刘亮</p>"), {"published": "2012-02-14", "editors": ["刘亮"], "authors": ["高明"], "source": "江城发布"}),
    (page(head=line("2012-02-14"), tail="<p>来源 | 江城发布、江城日报</p><p>编辑 | 刘亮</p>"), {"published": "2012-02-14", "editors": ["刘亮"], "source": "江城发布、江城日报"}),
    (page(head=line("2012-02-14"), tail="<p>来源：江城气象</p><p>转载请注明出处</p>"), {"published": "2012-02-14", "source": "江城气象"}),
    (page(head=line("2012-02-14"), post="（来源：江城之声）"), {"published": "2012-02-14", "source": "江城之声"}),
    (page(head=line("2012-02-14"), post="（来源：江城之声 记者：高明）"), {"published": "2012-02-14", "source": "江城之声", "authors": ["高明"]}),
    (page(head=line("2012-02-14 作者：高明、周小平（江城大学）")), {"published": "2012-02-14", "authors": ["高明", "周小平"]}),
    (page(head=line("2012-02-14 作者：高明（江城大学教授）")), {"published": "2012-02-14", "authors": ["高明"]}),
    (page(head=line("2012-02-14 作者：阿布都拉")), {"published": "2012-02-14", "authors": ["阿布都拉"]}),
    (page(head=line("2012-02-14 作者：铁凝")), {"published": "2012-02-14", "authors": ["铁凝"]}),
    (page(head=line("2012-02-14 作者：南方有嘉木")), {"published": "2012-02-14", "authors": ["南方有嘉木"]}),
    (page(head=line("2012-02-14 作者：Jack Chen")), {"published": "2012-02-14", "authors": ["Jack Chen"]}),
    (
        page(line('<span><a>江城晚报</a></span><span>张三丰</span> <span>2012-09-30 07:15</span><a>我要评论</a>(<a>128</a>)<br>字号：T|T')),
        {"published": "2012-09-30T07:15", "source": "江城晚报", "authors": ["张三丰"]},
    ),
    (
        page(line('2019年04月24日 16:08　来源：<a>江城新闻网</a><a>参与互动</a>')),
        {"published": "2019-04-24T16:08", "source": "江城新闻网"},
    ),
    (
        page(line("<small>时间:</small>2010-08-12 11:20<small>来源:</small>未知 <small>作者:</small>admin <small>点击:</small>次")),
        {"published": "2010-08-12T11:20"},
    ),
    (
        page(line("2012-09-30 08:12:33　<a>江城新闻网</a>　文/记者严清源 图/记者华一鸣")),
        {"published": "2012-09-30T08:12:33", "source": "江城新闻网", "authors": ["严清源"]},
    ),
    (
        page(line("发表于 2019-04-24 16:08"), post="</p><p>采写：江报记者 陶然 实习生 姜小白</p><p>摄影：江报记者 戚继安</p><p>编辑：谢长风"),
        {"published": "2019-04-24T16:08", "authors": ["陶然", "姜小白"], "editors": ["谢长风"]},
    ),
    (
        page(line("2019-04-24 16:08　来源：江城日报"), tail="<div>责任编辑：办公室</div>"),
        {"published": "2019-04-24T16:08", "source": "江城日报"},
    ),
    (
        page(
            line("2019-04-24"),
            post="</p><p>本文来自微信公众号“江城观察”（ID：jcgc），作者：喻文波，编辑：柏安然，本站经授权发布。",
        ),
        {"published": "2019-04-24", "source": "江城观察", "authors": ["喻文波"], "editors": ["柏安然"]},
    ),
    (
        page(line("2019-04-24 16:08 来源：江城日报"), pre="张三丰 李四海</p><p>"),
        {"published": "2019-04-24T16:08", "source": "江城日报", "authors": ["张三丰", "李四海"]},
    ),
    (
        page(line('2015年03月11日10:27&nbsp;<span><a href="http://www.huizhong.example/">会众</a></span>')),
        {"published": "2015-03-11T10:27", "source": "会众"},
    ),
    (page(line('2015年03月11日10:27&nbsp;<span><a href="/guonei/">国内</a></span>')), {"published": "2015-03-11T10:27"}),
    (
        page(line("<a>张三丰©</a> <span>2015-03-11 10:27</span> <span>收藏12</span> <span>评论3</span>")),
        {"published": "2015-03-11T10:27", "authors": ["张三丰"]},
    ),
    (
        page(line("2012-09-30 08:12 作者：约翰·史密斯 译者：李四海 来源：江城译报")),
        {"published": "2012-09-30T08:12", "source": "江城译报", "authors": ["约翰·史密斯"]},
    ),
]  # fmt: skip

DATES = [
    (page(head=line("2012年2月14日14时46分5秒")), {"published": "2012-02-14T14:46:05"}),
    (page(head=line("12-02-14 14:46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("09-30 22:46"), url="http://www.example.cn/2012/0930/c1.html"), {"published": "2012-09-30T22:46"}),
    (page(head=line("09-30 22:46"), fetched="2012-10-02T00:00:00Z"), {"published": "2012-09-30T22:46"}),
    (page(head=line("昨天 12:30"), fetched="2012-10-02T05:00:00Z"), {"published": "2012-10-01T12:30"}),
    (page(head=line("3小时前"), fetched="2012-10-02T05:00:00Z"), {"published": "2012-10-02"}),
    (page(head=line("2012-02-14 14:46"), meta='<meta property="article:published_time" content="2012-02-14T14:46:05+08:00">'), {"published": "2012-02-14T14:46+08:00"}),
    (page(head=line("发布时间：2012-02-14 14:46 更新时间：2013-01-01 10:00")), {"published": "2012-02-14T14:46"}),
    (page(head=line("更新时间：2013-01-01 10:00 发布时间：2012-02-14 14:46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("二〇一二年二月十四日 14:46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("二〇一二年二月十四日")), {"published": "2012-02-14"}),
    (page(tail="<p>二○一二年二月十四日</p>"), {"published": "2012-02-14"}),
    (page(tail='<p style="text-align:right">江城市人民政府</p><p style="text-align:right">2012年2月14日</p>'), {"published": "2012-02-14"}),
    (page(head=line("2012-02-14 下午2:46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012年02月14日（星期二）14:46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012.02.14 14:46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-2-14 14:46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012年2月14日 星期二 农历正月廿三")), {"published": "2012-02-14"}),
    (page(head=line("2012-02-14 14:46"), above=line("今天是2024年5月6日 星期一")), {"published": "2012-02-14T14:46"}),
    (page(head="<div><span>2012</span><span>02/14</span><span>14:46</span></div>"), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012/02/14 14:46:05")), {"published": "2012-02-14T14:46:05"}),
    (page(head='<time datetime="2012-02-14T14:46:00">2月14日 14:46</time>'), {"published": "2012-02-14T14:46"}),
    (page(head=line("发布时间：2012-02-14&nbsp;截止时间：2012-03-01")), {"published": "2012-02-14"}),
    (page(head=""), {}),
    (page(head=line("【2012-02-14 14:46】【江城日报】")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012年2月14日 凌晨2:46")), {"published": "2012-02-14T02:46"}),
    (page(head=line("2012-02-14\n 14:46\n")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012－02－14　14：46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("发表于 2012-2-14 14:46 | 只看该作者")), {"published": "2012-02-14T14:46"}),
    (page(head=line("楼主 发表于 2012-02-14 14:46:05 | 只看楼主 | 倒序浏览")), {"published": "2012-02-14T14:46:05"}),
    (page(head=line("作者：老渔夫 发表于：2012-02-14 14:46 点击：22 回复：3")), {"published": "2012-02-14T14:46", "authors": ["老渔夫"]}),
    (page(head=line("2012-02-14 14:46 浏览 1234 评论 12")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46:00"), meta='<meta name="publishdate" content="2012-02-14">'), {"published": "2012-02-14T14:46:00"}),
    (page(head="", meta='<meta name="publishdate" content="2012-02-14">'), {"published": "2012-02-14"}),
    (page(head="", meta='<meta name="PubDate" content="2012-02-14 14:46:00"><meta name="ContentSource" content="江城日报">'), {"published": "2012-02-14T14:46:00", "source": "江城日报"}),
    (page(head="", url="http://www.example.cn/news/2012-02/14/c_1.htm"), {"published": "2012-02-14"}),
    (page(head="", url="http://www.example.cn/n1/2012/0214/c1001-1.html"), {"published": "2012-02-14"}),
    (page(head="", url="http://www.example.cn/a/20120214/1.htm"), {"published": "2012-02-14"}),
    (page(head="", url="http://www.example.cn/zw/202002/t20120214_1.html"), {"published": "2012-02-14"}),
    (page(head=line("更新于2012-02-14 14:46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), meta='<meta property="article:published_time" content="2012-02-14T06:46:00Z">'), {"published": "2012-02-14T14:46+08:00"}),
    (page(head=line("2012-02-14 14:46"), above='<h3><a href="/z">专题：2011年江城两会</a></h3>'), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012年2月14日 14：46")), {"published": "2012-02-14T14:46"}),
    (page(head=line("14:46 2012-02-14")), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012年2月14日 2:46 AM")), {"published": "2012-02-14T02:46"}),
    (page(head=line("壬辰年正月廿三 2012年2月14日")), {"published": "2012-02-14"}),
]  # fmt: skip

TITLES = [
    (page(head=line("2012-02-14 14:46"), h1="一图读懂 | 江城市政府工作报告"), {"published": "2012-02-14T14:46", "title": "一图读懂 | 江城市政府工作报告"}),
    (page(head=line("2012-02-14 14:46"), h1="“十四五”开局之年——江城经济观察"), {"published": "2012-02-14T14:46", "title": "“十四五”开局之年——江城经济观察"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务_江城要闻_江城频道_江城网", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务-江城网", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务|江城|经济|会议_新闻_江城网", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务--江城频道--江城网", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="5G-A商用元年：江城准备好了吗-江城网", h1=None), {"published": "2012-02-14T14:46", "title": "5G-A商用元年：江城准备好了吗"}),
    (page(head=line("2012-02-14 14:46"), title="江城网-江城市召开全市经济工作会议部署重点任务", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务 - 江城市人民政府门户网站", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务 _中国江城网", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务_腾江新闻", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head='<div class="tit">江城市召开全市经济工作会议部署重点任务</div>' + line("2012-02-14 14:46 来源：江城日报"), title="江城市人民政府网", h1=None), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head='<p align="center"><b><font size="5">江城市召开全市经济工作会议部署重点任务</font></b></p>' + line("2012-02-14 14:46 来源：江城日报"), title="", h1=None), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head="<h2>——五年来江城发展综述</h2>" + line("2012-02-14 14:46"), h1="江城市召开全市经济工作会议部署重点任务"), {"published": "2012-02-14T14:46", "subtitle": "——五年来江城发展综述"}),
    (page(head=line("2012-02-14 14:46"), above='<p class="yinti">稳增长 促改革 惠民生</p>'), {"published": "2012-02-14T14:46"}),
    (page(head="<h2>江城将投资三百亿元</h2>" + line("2012-02-14 14:46")), {"published": "2012-02-14T14:46", "subtitle": "江城将投资三百亿元"}),
    (page(head='<div class="sub">江城将投资三百亿元 惠及八十万人</div>' + line("2012-02-14 14:46 来源：江城日报")), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46 来源：江城日报"), above="<div>稳增长 促改革 惠民生</div>", h1="江城市召开全市经济工作会议部署重点任务"), {"published": "2012-02-14T14:46", "source": "江城日报"}),
    (page(head=line("2012-02-14 14:46"), h1="江城“三大行动”：从0到1_一个城市的突围"), {"published": "2012-02-14T14:46", "title": "江城“三大行动”：从0到1_一个城市的突围"}),
    (page(head=line("2012-02-14 14:46"), title="iPhone 15 Pro Max评测：A17-Pro有多强_江城科技_江城网", h1=None), {"published": "2012-02-14T14:46", "title": "iPhone 15 Pro Max评测：A17-Pro有多强"}),
    (page(head=line("2012-02-14 14:46"), title="江城-滨海高铁开通-新闻-江城网", h1="江城-滨海高铁开通"), {"published": "2012-02-14T14:46", "title": "江城-滨海高铁开通"}),
    (page(head=line("2012-02-14 14:46"), title="快讯！江城地铁4号线开通_手机江城网", h1="快讯！江城地铁4号线开通"), {"published": "2012-02-14T14:46", "title": "快讯！江城地铁4号线开通"}),
    (page(head='<div class="bt">江城市召开全市经济工作会议部署重点任务</div><div class="t2">2012-02-14 14:46</div>', title="江城市召开全市经济工作会议部署重点任务_江城网", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head='<div class="bt">江城市召开全市经济工作会议部署重点任务</div><div class="t2">2012-02-14 14:46 陈立</div>', title="江城市召开全市经济工作会议部署重点任务_江城网", h1=None), {"published": "2012-02-14T14:46", "authors": ["陈立"]}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务-江北频道-江城网", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务-国内新闻-江城网-中国江城新闻门户", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务·江城在线", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="江城市召开全市经济工作会议部署重点任务 江城新闻网", h1=None), {"published": "2012-02-14T14:46"}),
    (page(head=line("2012-02-14 14:46"), title="专家：江城-滨海高铁明年开工_江城新闻", h1=None), {"published": "2012-02-14T14:46", "title": "专家：江城-滨海高铁明年开工"}),
    (page(head=line("2012-02-14 14:46"), title="专家：江城-滨海高铁明年开工—江城新闻—江城网", h1=None), {"published": "2012-02-14T14:46", "title": "专家：江城-滨海高铁明年开工"}),
    (page(head=line("2012-02-14 14:46"), title="江城产值增长6.5% 三产占比过半(图)-江城网", h1=None), {"published": "2012-02-14T14:46", "title": "江城产值增长6.5% 三产占比过半(图)"}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), CREDITS)
def test_credits_are_read_wherever_they_are_printed(given, expected):
    check(given, expected)


@pytest.mark.parametrize(("given", "expected"), DATES)
def test_dates_are_read_in_every_form(given, expected):
    check(given, expected)


@pytest.mark.parametrize(("given", "expected"), TITLES)
def test_titles_lose_the_site_and_nothing_else(given, expected):
    check(given, expected)
