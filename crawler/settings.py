"""Scrapy settings of the project."""

BOT_NAME = "newsmill"
SPIDER_MODULES = ["crawler.spiders"]
