"""Scrapy's cookies, with the public suffix list bundled with tldextract: a crawl contacts only the sites it
crawls.
"""

from __future__ import annotations

from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

__all__ = ["CookiesMiddleware"]

# Scrapy's own extractor would download a newer list on first use.
cookies._split_domain = TLDExtract(  # type: ignore[assignment,unused-ignore]
    suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
)


class CookiesMiddleware(cookies.CookiesMiddleware):
    """Returns cookies only to the site that set them."""
