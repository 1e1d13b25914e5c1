"""Scrapy settings of the project: polite and safe for any spider.

Settings that only `PortalSpider` needs are in its `custom_settings`; the spider applies the site file's
settings per crawl.
"""

BOT_NAME = "newsmill"
SPIDER_MODULES = ["newsmill.crawler.spiders"]
NEWSPIDER_MODULE = "newsmill.crawler.spiders"

# --- polite by default ---
ROBOTSTXT_OBEY = (
    False  # done by newsmill.crawler.fetch.politeness.RobotsMiddleware, with Crawl-delay and RFC 9309
)
NEWSMILL_ROBOTS = True
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0

# --- safe by default ---
DOWNLOAD_HANDLERS = {
    "http": "newsmill.crawler.fetch.download.GuardedDownloadHandler",
    "https": "newsmill.crawler.fetch.download.GuardedDownloadHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False  # a Content-Length that is too large: the received bytes are the page
DOWNLOAD_VERIFY_CERTIFICATES = False  # the content is public, and old portals have outdated certificates
HTTPPROXY_ENABLED = False  # a proxy would make the connections, bypassing the address check
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_DEBUG = False
NEWSMILL_ALLOW_PRIVATE = False

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8,*;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "newsmill.crawler.fetch.politeness.RobotsMiddleware": 100,
    "newsmill.crawler.fetch.politeness.RestMiddleware": 200,
    "newsmill.crawler.fetch.proxy.ProxyMiddleware": 300,
    "newsmill.crawler.fetch.cookies.CookiesMiddleware": 700,
    "newsmill.crawler.fetch.capture.CaptureMiddleware": 890,
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "newsmill.crawler.fetch.politeness.Throttle": 0,
}
ITEM_PIPELINES = {"newsmill.crawler.run.record_pipeline.KeepRecords": 300}

SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newsmill.crawler.run.logs.QuietFormatter"
