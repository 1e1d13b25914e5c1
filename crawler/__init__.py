"""The network side: a Scrapy project that fetches, archives and hands pages to `pipelines`."""
