"""Objects that scripts write as program text: what is read of them, and that hostile ones are left alone."""

import pytest
from stories import SWIMMING_HALL, paragraphs

from newsmill import clean
from newsmill.pipelines.extract.page.script_literals import literals_in

HEADLINE = "Swimming hall to close after cracks are found"
TEXT = paragraphs(SWIMMING_HALL)


def page(script, *, headline=HEADLINE, text=TEXT, language="en", above=""):
    return (
        f"<html lang={language}><head><meta charset=utf-8><title>{headline}</title></head><body><article>"
        f"<h1>{headline}</h1>{above}<div>{text}</div></article><script>{script}</script></body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("window.a={title:'One \\u0041', n:-1.5, ok:!0, no:!1, none:void 0,}", "One A"),
        ('var s = {"title": "One A", f: function(){ return "}" }, d: new Date("2024-01-01"), n: 2}', "One A"),
        ("x=(function(a,b){return {title:b,n:a}}(1,'One A'))", "One A"),
        ("x=(function(a,b){return {title:b,n:a}})(1,'One A');", "One A"),
        ("x={/* {title:'no'} */ title:`One A` // end\n}", "One A"),
        ("x={title:'One A', html:'<a href=\"}\">', list:[1,[2,{k:'v'}],]}", "One A"),
    ],
)
def test_an_object_literal_is_read(script, value):
    assert [found["title"] for found in literals_in(script)] == [value]


@pytest.mark.parametrize(
    "script",
    [
        "x={" * 5000,
        "x={a:" * 5000,
        "x={title:'never closed",
        "x={[computed]:1}",
        "x={a:b.c(d),e:f=>{return 1}",
        "=[" + "1," * 100_000,
        "x=" + "[" * 10_000 + "]" * 10_000,
        "x={a:'" + "\\'" * 50_000,
    ],
)
def test_what_is_not_a_whole_literal_gives_nothing_and_ends(script):
    list(literals_in(script))


def test_json_in_a_script_is_read_like_other_literals():
    script = 'a={"title":"One A","list":[1,{"k":null}]}; b={title:\'Two\'}'
    assert list(literals_in(script)) == [{"title": "One A", "list": [1, {"k": None}]}, {"title": "Two"}]


def test_deep_json_ends_without_an_error():
    for depth in (100, 450, 900, 5000):
        list(literals_in("x=" + '{"a":' * depth + "1" + "}" * depth))


def test_an_unknown_name_is_not_a_value():
    assert list(literals_in("x={title:unknown,n:1}")) == [{"title": None, "n": 1}]


NUXT = """window.__NUXT__=(function(a,b){return {layout:'default',data:[{post:{title:'HEADLINE',author:{name:b},
created_at:a}}]}}('2022-12-09T16:05:00+01:00','Mara Quist'));"""
STATE = """window.__STATE__={post:{title:'HEADLINE',author:'Mara Quist',publishedAt:'2022-12-09T16:05:00+01:00',
tags:['a',],},}"""


@pytest.mark.parametrize("script", [NUXT, STATE])
def test_date_and_author_come_from_a_state_written_as_program_text(script):
    record = clean(page(script.replace("HEADLINE", HEADLINE)))
    assert record.published == "2022-12-09T16:05:00+01:00"
    assert [person.name for person in record.authors] == ["Mara Quist"]


CHINESE = (
    "<p>"
    "本周一，临江区教育部门宣布，从新学期开始，全区二十六所小学将延长课后服务时间，最晚可以到傍晚六点半，家"
    "长自愿报名。</p>"
    "<p>据介绍，课后服务的内容包括作业辅导、体育锻炼和手工课程，学校还邀请了退休教师来上课，不再收取费用。</p>"
)


@pytest.mark.parametrize(
    ("named", "above", "source"),
    [
        ('"source":"江城晚报"', "", "江城晚报"),
        ('"mediaName":"江城晚报"', "", "江城晚报"),
        ('"source":{"name":"江城晚报"}', "", "江城晚报"),
        ('"source":"1"', "", None),
        ('"source":"江城晚报"', "<p>2024-03-12 来源：江城日报</p>", "江城日报"),
    ],
)
def test_the_outlet_of_a_chinese_page_is_read_from_its_state_last(named, above, source):
    script = f'window.__INITIAL_STATE__={{"detail":{{"title":"临江区小学延长课后服务时间",{named}}}}}'
    record = clean(
        page(script, headline="临江区小学延长课后服务时间", text=CHINESE, language="zh", above=above)
    )
    assert record.source == source
