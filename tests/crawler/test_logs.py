"""What a crawl logs: never a password, and of each page only what the log's level shows."""

from __future__ import annotations

import logging

import pytest
from scrapy.exceptions import DropItem
from scrapy.http import HtmlResponse, Request
from scrapy.utils.test import get_crawler

from newsmill.crawler.run.logs import QuietFormatter

REQUEST = Request("https://me:secret@news.example/2024/a.html")
RESPONSE = HtmlResponse(REQUEST.url, request=REQUEST)


def formatter(level: str | int) -> QuietFormatter:
    return QuietFormatter.from_crawler(get_crawler(settings_dict={"LOG_LEVEL": level}))


@pytest.mark.parametrize("level", ["INFO", "WARNING", logging.INFO])
def test_no_message_is_built_for_pages_that_the_log_does_not_show(level: str | int) -> None:
    quiet = formatter(level)
    assert quiet.crawled(REQUEST, RESPONSE, None) is None
    assert quiet.scraped({"body": "…"}, RESPONSE, None) is None
    assert quiet.dropped({"body": "…"}, DropItem("done"), RESPONSE, None) is None


@pytest.mark.parametrize("level", ["DEBUG", logging.DEBUG])
def test_the_debug_log_names_pages_without_items_or_passwords(level: str | int) -> None:
    detailed = formatter(level)
    assert detailed.crawled(REQUEST, RESPONSE, None) is not None
    for entry in (
        detailed.scraped({"body": "whole page"}, RESPONSE, None),
        detailed.dropped({"body": "whole page"}, DropItem(f"{REQUEST.url}: done"), RESPONSE, None),
    ):
        assert entry is not None
        shown = entry["msg"] % entry["args"]
        assert "news.example/2024/a.html" in shown
        assert "secret" not in shown
        assert "whole page" not in shown
