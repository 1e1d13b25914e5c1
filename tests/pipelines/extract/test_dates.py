"""Dates as pages and metadata write them."""

import datetime

import pytest

from pipelines.extract.dates import find_dates, parse_capture_time, parse_stamp, url_date


def written(text, **options):
    return [(found.stamp.iso(), found.meaning) for found in find_dates(text, **options)]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2024年4月24日(水) 10時30分", "2024-04-24T10:30"),
        ("2024.04.24 오전 10:30", "2024-04-24T10:30"),
        ("2024년 4월 24일 14시 30분", "2024-04-24T14:30"),
        ("24 апреля 2024, 10:30", "2024-04-24T10:30"),
        ("10:30, 24 апреля 2024", "2024-04-24T10:30"),
        ("24 de abril de 2024 a las 10:30", "2024-04-24T10:30"),
        ("24 avril 2024 à 10h30", "2024-04-24T10:30"),
        ("24. April 2024, 10:30 Uhr", "2024-04-24T10:30"),
        ("٢٤ أبريل ٢٠٢٤", "2024-04-24"),
        ("Rabu, 24 April 2024 10:30 WIB", "2024-04-24T10:30+07:00"),
        ("Thứ tư, 24/4/2024, 10:30 (GMT+7)", "2024-04-24T10:30+07:00"),
        ("24 เม.ย. 2567 10:30 น.", "2024-04-24T10:30"),
        ("2005.08.2605:39", "2005-08-26T05:39"),
        ("2024 05/09 22:27:02", "2024-05-09T22:27:02"),
        ("2009年11月09日13:48 江城娱乐", "2009-11-09T13:48"),
        ("Dec 28 Sat 2013 00:28", "2013-12-28T00:28"),
        ("April 24, 2024 10:30 AM EDT", "2024-04-24T10:30-04:00"),
        ("June 3, 2024 at 5:04 p.m. EDT", "2024-06-03T17:04-04:00"),
        ("Wed, 24 Apr 2024 10:30:00 +0800", "2024-04-24T10:30:00+08:00"),
        ("令和6年4月24日", "2024-04-24"),
        ("民國113年4月24日", "2024-04-24"),
        ("12-02-14 14:46", "2012-02-14T14:46"),
        ("24.04.2024 10:30", "2024-04-24T10:30"),
        ("04/24/2024", "2024-04-24"),
        ("4/24/24", "2024-04-24"),
        ("2024-04-24 下午3:05", "2024-04-24T15:05"),
        ("２０２４年４月２４日　１０：３０", "2024-04-24T10:30"),
    ],
)
def test_a_written_date_is_read_as_precisely_as_it_is_written(line, date):
    assert [stamp for stamp, _ in written(line)] == [date]


@pytest.mark.parametrize(
    ("line", "meanings"),
    [
        ("发布时间: 2012-02-14 14:46 来源:", ["published"]),
        ("最后更新: 2019-09-07 15:14:21", ["updated"]),
        ("更新时间：2024-04-24", ["updated"]),
        ("最新推荐文章于 2023-09-04 17:53:10 发布", ["other"]),
        ("某某 于 2023-03-12 13:08:03 发布", ["published"]),
        ("Updated: Apr. 24th, 2024 | Published: April 20, 2024", ["updated", "published"]),
        ("입력 2024.04.24. 오후 2:30 수정 2024.04.24. 오후 3:10", ["published", "updated"]),
        ("Mis à jour le 24 avril 2024 à 10:30", ["updated"]),
        ("2024-04-24 10:30", [None]),
    ],
)
def test_the_words_beside_a_date_say_what_it_is_a_date_of(line, meanings):
    assert [meaning for _, meaning in written(line)] == meanings


@pytest.mark.parametrize(
    "line",
    [
        "Copyright © 2000-2024",
        "1164次阅读",
        "第36期 3.5",
        "5月10-12日，2019年",
        "027-88567716",
        "增长12.02.14%",
        "04/05/2024",
        "2024-13-45",
        "1.2.3",
    ],
)
def test_numbers_that_may_be_something_else_are_no_date(line):
    assert written(line) == []


def test_an_ambiguous_order_is_read_as_the_page_orders_it():
    assert written("04/05/2024", day_first=True) == [("2024-05-04", None)]
    assert written("04/05/2024", day_first=False) == [("2024-04-05", None)]


def test_a_date_without_a_year_waits_for_one():
    (found,) = find_dates("09-30 22:46")
    assert found.stamp.year is None
    assert found.stamp._replace(year=2019).iso() == "2019-09-30T22:46"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("昨天 10:30", "2024-04-23T10:30"),
        ("3小时前", "2024-04-24"),
        ("2 days ago", "2024-04-22"),
        ("Вчера, 10:30", "2024-04-23T10:30"),
        ("hace 3 horas", "2024-04-24"),
        ("3시간 전", "2024-04-24"),
        ("2 jam lalu", "2024-04-24"),
    ],
)
def test_a_relative_date_counts_from_the_capture(line, date):
    assert written(line) == []
    assert [stamp for stamp, _ in written(line, now=datetime.datetime(2024, 4, 24, 12))] == [date]


@pytest.mark.parametrize(
    ("value", "stamp"),
    [
        ("2024-05-12T03:00:05+00:00", "2024-05-12T03:00:05+00:00"),
        ("2023-06-15T08:10:00.000Z", "2023-06-15T08:10:00+00:00"),
        ("2019-09-18 06:23", "2019-09-18T06:23"),
        ("20240520", "2024-05-20"),
        ("20240520103005", "2024-05-20T10:30:05"),
        ("1716193079034", "2024-05-20T08:17:59+00:00"),
        ("2024-05-20T00:00:00+08:00", "2024-05-20"),
        ("Wed, 24 Apr 2024 10:30:00 +0800", "2024-04-24T10:30:00+08:00"),
        ("24 April 2024", "2024-04-24"),
    ],
)
def test_metadata_dates_are_read(value, stamp):
    assert parse_stamp(value).iso() == stamp


@pytest.mark.parametrize(
    "value", ["", "junk", "2024", "99999999999999999999", "0000-00-00 00:00:00", "2024-02-31"]
)
def test_broken_metadata_dates_are_none(value):
    assert parse_stamp(value) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://news.example/politics/20240509/3dd6/c.html", "2024-05-09"),
        ("http://news.example/2024-05/13/content_1.shtml", "2024-05-13"),
        ("http://news.example/gn/202405/t20240513_15249693.htm", "2024-05-13"),
        ("http://news.example/2024/4/3/story", "2024-04-03"),
    ],
)
def test_a_url_names_the_day(url, day):
    assert url_date(url).iso() == day


@pytest.mark.parametrize(
    "url", [None, "http://news.example/p/1716193079034519", "http://news.example/20249999/a"]
)
def test_a_url_without_a_day_names_none(url):
    assert url_date(url) is None


def test_the_capture_time_is_utc():
    assert parse_capture_time("2024-04-24T10:30:00+08:00") == datetime.datetime(2024, 4, 24, 2, 30)
    assert parse_capture_time(None) is None
