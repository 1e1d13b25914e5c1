"""The network side: a Scrapy project that fetches and archives pages and passes them to `pipelines`."""
