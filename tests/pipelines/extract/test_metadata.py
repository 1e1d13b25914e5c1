"""What a page's head says of itself."""

import json

from newsmill.pipelines.extract.page.metadata import read
from newsmill.pipelines.extract.page.tree import parse


def page(head):
    tree = parse(f"<html lang='en'><head>{head}</head><body><p>Text</p></body></html>")
    assert tree is not None
    return read(tree)


def ld(value):
    return f"<script type='application/ld+json'>{json.dumps(value)}</script>"


def test_meta_tags_are_read_whatever_attribute_names_them():
    metadata = page(
        "<title>Story - Site</title><meta property='og:title' content='Story'><meta name='PubDate' "
        "content='2024-04-24 10:30'>"
        "<meta name='ContentSource' content='Daily'><meta itemprop='dateModified' content='2024-04-25'>"
        "<meta name='keywords' content='a;b，c'>"
    )
    assert metadata.document_title == "Story - Site"
    assert metadata.titles == ["Story"]
    assert metadata.published == ["2024-04-24 10:30"]
    assert metadata.modified == ["2024-04-25"]
    assert metadata.source == "Daily"
    assert metadata.keywords == ["a", "b", "c"]


def test_json_ld_of_the_story_counts_and_that_of_others_does_not():
    metadata = page(
        ld({"@graph": [
            {"@type": "WebSite", "name": "Site", "datePublished": "1999-01-01"},
            {"@type": "NewsArticle", "headline": "Story &amp; more", "datePublished": "2024-04-24T10:30:00Z",
             "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Organization", "name": "Agency"}],
             "articleSection": "World", "publisher": {"@type": "Organization", "name": "Site"}},
        ]})
        + ld({"@type": "BreadcrumbList", "itemListElement": [
            {"position": 2, "name": "World"}, {"position": 1, "item": {"name": "Home"}}]})
    )  # fmt: skip
    assert metadata.titles == ["Story & more"]
    assert metadata.published == ["2024-04-24T10:30:00Z"]
    assert (metadata.persons, metadata.organisations) == (["Jane Doe"], ["Agency"])
    assert metadata.section == ["World"]
    assert metadata.breadcrumb == ["Home", "World"]
    assert metadata.site_names == ["Site"]


def test_json_ld_that_is_nearly_json_is_read():
    metadata = page(
        '<script type="application/ld+json">//<![CDATA[\n{"@type":"Article","headline":"One\ntwo",}\n//]]></script>'
    )
    assert metadata.titles == ["One two"]


def test_hostile_metadata_is_survived():
    deep = "[" * 20000
    metadata = page(f'<script type="application/ld+json">{deep}</script>'
        + ld({"@type": [{"a": 1}], "author": 5, "headline": ["x"]})
                    + ld([{"@type": "BreadcrumbList", "itemListElement": "none"}])
                        + "<meta name='author'><meta content='x'>")  # fmt: skip
    assert (metadata.authors, metadata.persons) == ([], [])
