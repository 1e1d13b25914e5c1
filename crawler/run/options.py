"""Converts a site file and command-line options to a crawl's settings."""

from __future__ import annotations

import logging
import os
from datetime import datetime, timezone
from typing import Any

import msgspec

from newsmill.crawler.fetch.browser import browser_settings
from newsmill.crawler.sites import BadSite, Site
from newsmill.pipelines.version import __version__

__all__ = ["scrapy_settings", "since", "user_agent", "with_options"]

log = logging.getLogger("newsmill.crawl")


def with_options(site: Site, options: dict[str, Any]) -> Site:
    """Apply command-line options to a site file."""
    if "delay" in options:
        delay = float(options["delay"])
        politeness = msgspec.structs.replace(site.politeness, delay=delay)
        if delay == 0 and politeness.concurrency == 1:
            politeness = msgspec.structs.replace(politeness, concurrency=8)
        site = msgspec.structs.replace(site, politeness=politeness)
    if str(options.get("allow_private", "")).lower() in ("1", "true", "yes"):
        site = msgspec.structs.replace(site, allow_private=True)
    return site


def since(text: str | None, max_age_days: float | None, now: float) -> float | None:
    """The earliest date to fetch, for entries dated by a feed or sitemap: `2026-11-01` or `7d`. Raises
    `BadSite`.
    """
    if text is None:
        return None if max_age_days is None else now - max_age_days * 86_400
    days = text.strip().lower().removesuffix("d")
    if days.replace(".", "", 1).isdecimal() and days != text.strip():
        return now - float(days) * 86_400
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadSite(f"--since {text}: not a date; write 2026-11-01, or 7d for seven days") from error
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()


def user_agent(site: Site) -> str:
    """The user agent: product and operator, so that a portal's staff know whom to contact."""
    politeness = site.politeness
    if politeness.user_agent:
        return politeness.user_agent
    contact = politeness.contact or os.environ.get("NEWSMILL_CONTACT", "").strip()
    if not contact and not site.connect_to and not site.allow_private:
        log.warning(
            "the user agent names no contact: set politeness.contact in the site file, or NEWSMILL_CONTACT"
        )
    return f"newsmill/{__version__} (news archive crawler{f'; +{contact}' if contact else ''})"


def scrapy_settings(site: Site, *, connect_to: dict[str, str], agent: str, workers: int) -> dict[str, Any]:
    """Convert a site to Scrapy settings. `workers`: processes that clean pages, 0 for one per core."""
    politeness, limits = site.politeness, site.limits
    values: dict[str, Any] = {
        "USER_AGENT": agent,
        "NEWSMILL_ROBOTS": politeness.robots,
        "NEWSMILL_ALLOW_PRIVATE": site.allow_private,
        "NEWSMILL_CONNECT_TO": connect_to,
        "NEWSMILL_WORKERS": workers,
        "DOWNLOAD_DELAY": politeness.delay,
        "DOWNLOAD_TIMEOUT": politeness.timeout,
        "DOWNLOAD_MAXSIZE": limits.bytes,
        "CONCURRENT_REQUESTS_PER_DOMAIN": politeness.concurrency,
        "AUTOTHROTTLE_ENABLED": politeness.delay > 0,
        "AUTOTHROTTLE_START_DELAY": politeness.delay,
        "AUTOTHROTTLE_MAX_DELAY": max(politeness.max_delay, politeness.delay),
    }
    if site.proxy:
        values["NEWSMILL_PROXY"] = site.proxy
    if limits.minutes is not None:
        values["CLOSESPIDER_TIMEOUT"] = limits.minutes * 60
    if site.render:
        values.update(browser_settings())
    if site.fields:
        values["NEWSMILL_CLEANER"] = "newsmill.crawler.overrides:clean_with_overrides"
        values["NEWSMILL_CLEANER_OPTIONS"] = {"fields": site.fields}
    return values
