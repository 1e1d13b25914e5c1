"""Read the declared metadata of a page: meta tags, JSON-LD, microdata, `<time>`.

No value is trusted by itself: pages fill these tags with the name of the portal or the software, or leave
them empty. `title`, `dates` and `credits` weigh them against the visible text.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

import msgspec

from newsmill.pipelines.extract.lexicon.date_keys import SURELY_PUBLISHED, meaning_of_name
from newsmill.pipelines.extract.lexicon.roles import WRITTEN_BY
from newsmill.pipelines.extract.page.control_characters import without_escaped_controls
from newsmill.pipelines.extract.page.element_roles import METADATA_TAGS
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Metadata", "read"]


class Metadata(msgspec.Struct, kw_only=True):
    """The declared metadata of a page. Values are as written, with white space folded.

    document_title  `<title>`
    titles          other titles: og:title, JSON-LD headline …, best first
    headlines       those of them that come from `headline` in JSON-LD
    site_names      og:site_name, application-name, JSON-LD publisher
    published, modified   values as written, best first; read them with `machine_dates.parse_stamp`
    dates           values of other meta tags whose name suggests a publication date
    persons         names of JSON-LD authors that are not organisations, as given; `trusted` if JSON-LD
                    declares any of them a person
    organisations   JSON-LD authors that are declared as organisations
    authors         author values of meta tags, best first, as given: often several names, a label or the site
    canonical       `link rel=canonical`, else og:url, as written
    types           JSON-LD types and og:type, lower case
    generator       the software that made the page, lower case
    """

    document_title: str = ""
    titles: list[str] = []
    headlines: list[str] = []
    site_names: list[str] = []
    published: list[str] = []
    modified: list[str] = []
    dates: list[str] = []
    source: str | None = None
    persons: list[str] = []
    trusted: bool = False
    organisations: list[str] = []
    authors: list[str] = []
    editors: list[str] = []
    keywords: list[str] = []
    section: list[str] = []
    breadcrumb: list[str] = []
    description: str | None = None
    language: str | None = None
    types: list[str] = []
    article_body: str | None = None
    json_ld: list[Any] = []
    canonical: str | None = None
    generator: str = ""


# Meta names by field, best first, in lower case without punctuation. Read from name, property and itemprop.
META: dict[str, tuple[str, ...]] = {
    "title": ("ogtitle", "twittertitle", "articletitle", "dctitle", "dctermstitle", "headline", "parselytitle",
        "sailthrutitle", "title"),
    "site": ("ogsitename", "applicationname", "sitename", "dcpublisher", "applemobilewebapptitle", "publisher"),
    "published": (
        "articlepublishedtime", "articlepublished", "ogpublishedtime", "datepublished", "newspublishedtime",
        "ogreleasedate",
        "parselypubdate", "sailthrudate", "publishdate", "publisheddate", "pubdate", "publicationdate",
        "publishtime", "pubtime",
        "datecreated", "dcdateissued", "dctermsissued", "dctermsdate", "dctermscreated", "dcdate",
        "articledateoriginal", "originalpublicationdate",
        "cxenseparserecspublishtime", "btpubdate", "apubtime", "dateposted", "weiboarticlecreateat",
        "citationpublicationdate", "datetime", "date",
    ),
    "modified": ("articlemodifiedtime", "articlemodified", "datemodified", "ogupdatedtime", "lastmodified",
        "lastmod", "revised", "dcdatemodified", "dctermsmodified", "weiboarticleupdateat"),
    "source": ("contentsource", "articlesource", "source", "mediaid", "originalsource", "newssource", "dcsource"),
    "author": (
        "articleauthor", "author", "authors", "ogauthor", "ogarticleauthor", "byl", "parselyauthor",
        "sailthruauthor", "dccreator", "dctermscreator",
        "citationauthor", "byline", "authorname", "creator",
    ),
    "editor": ("editor", "contenteditor", "articleeditor", "responsibleeditor"),
    "keywords": ("keywords", "newskeywords", "articletag", "parselytags", "sailthrutags", "dcsubject"),
    "section": ("articlesection", "columnname", "section", "parselysection", "dctermssection",
        "cxenseparsearticlesection"),
    "description": ("ogdescription", "description", "twitterdescription", "dcdescription"),
    "language": ("oglocale", "contentlanguage", "language", "dclanguage"),
    "canonical": ("ogurl",),
    "type": ("ogtype", "contenttype", "articletype"),
}  # fmt: skip
_FIELD_OF = {name: (field, rank) for field, names in META.items() for rank, name in enumerate(names)}
_PUNCTUATION = str.maketrans("", "", " \t\n._:-")
# Meta names outside the table that end like this hold an author (`cXenseParse:author`, `DCSext.author`).
_ENDS_LIKE_AUTHOR = lazy_regex(r"(?<!twitter)(?:author|authors|authorname|byline|byl)$")
_LAST_RANK = 99

# JSON-LD types for the story of the page itself. Others describe the site, breadcrumbs or a video.
_STORY = frozenset((
    "article", "newsarticle", "blogposting", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "backgroundnewsarticle",
    "reviewnewsarticle", "liveblogposting", "socialmediaposting", "techarticle", "scholarlyarticle",
    "advertisercontentarticle",
    "satiricalarticle", "report", "medicalscholarlyarticle", "askpublicnewsarticle", "review", "recipe", "howto",
    "discussionforumposting",
))  # fmt: skip
_PAGE = frozenset(
    (
        "webpage",
        "medicalwebpage",
        "itempage",
        "aboutpage",
        "faqpage",
        "videoobject",
        "imagegallery",
        "creativework",
    )
)
_LONGEST_JSON = 2_000_000
_TRAILING_COMMA = lazy_regex(r",\s*([}\]])")
_COMMENT = lazy_regex(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)


def read(root: Element, elements: Iterable[Element] | None = None) -> Metadata:
    """Read a tree's metadata. Linear in the page; never raises, whatever the values are.

    elements  its elements of `METADATA_TAGS` in order, if a walk has already collected them
    """
    found: dict[str, list[tuple[int, str]]] = {}
    metadata = Metadata()
    links: list[Element] = []
    for element in root.iter(*METADATA_TAGS) if elements is None else elements:
        tag = element.tag
        if tag == "meta":
            _read_meta(element, found)
        elif tag == "title":
            if not metadata.document_title and not _inside_svg(element):
                metadata.document_title = _fold("".join(element.itertext()))
        elif tag == "link":
            links.append(element)
        elif "ld+json" in (element.get("type") or "").lower():
            node = _loads(element.text or "")
            if node is not None:
                metadata.json_ld.append(node)
    metadata.canonical = _canonical_link(root, links)
    named = _named_nodes(metadata.json_ld)
    others = _other_stories(metadata, [title for _, title in found.get("title", [])])
    for node in metadata.json_ld:
        _read_json_ld(node, metadata, named, others)
    _merge(found, metadata)
    metadata.language = (
        metadata.language or root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    )
    return metadata


def _canonical_link(root: Element, links: list[Element]) -> str | None:
    for link in links:
        address = link.get("href")
        if address and "canonical" in (link.get("rel") or "").lower().split():
            head = root[0] if len(root) and root[0].tag == "head" else root
            return _against_base(head, address.strip()) or None
    return None


def _against_base(head: Element, address: str) -> str:
    """A relative address, resolved against `<base href>` if that is a whole one."""
    if not address or "//" in address or address.startswith("/"):
        return address
    base = next((node.get("href") for node in head.iter("base") if node.get("href")), None)
    try:
        return urljoin(base, address) if base and base.startswith(("http://", "https://")) else address
    except ValueError:
        return address


def _read_meta(element: Element, found: dict[str, list[tuple[int, str]]]) -> None:
    content = element.get("content") or element.get("value")
    if not content:
        return
    for key in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(key)
        if not name:
            continue
        if key == "itemprop" and name == "name":
            if _is_in_author(element):
                found.setdefault("author", []).append((0, _fold(content)))
            return
        folded, known = (_known_name if len(name) <= _LONGEST_KNOWN else _known_name.__wrapped__)(name)
        if folded.startswith(("twitterlabel", "twitterdata")):
            found.setdefault(folded, []).append((0, _fold(content)))
            return
        if folded == _PARSELY:
            _read_parsely(content, found)
            return
        if known is None:
            if folded == "generator":
                found.setdefault(folded, []).append((0, content))
            _read_unknown(name, content, found)
        elif key != "itemprop" or known[0] in _ITEMPROP_FIELDS:
            value = _fold(content)
            if folded in _CATALOGUED:
                value = _SURNAME_FIRST.sub(r"\2 \1", value)
            if value:
                found.setdefault(known[0], []).append((known[1], value))
            return


# One tag with all fields as JSON: `{"title": …, "pub_date": …, "author": …}`.
_PARSELY = "parselypage"
_PARSELY_KEYS = {"author": "author", "authors": "author", "pub_date": "published", "title": "title"}


def _read_parsely(content: str, found: dict[str, list[tuple[int, str]]]) -> None:
    values = _loads(content)
    for key, field in _PARSELY_KEYS.items() if isinstance(values, dict) else ():
        for value in _list(values.get(key)):
            if text := _text(value):
                found.setdefault(field, []).append(
                    (_FIELD_OF[f"parsely{key.replace('_', '').rstrip('s')}"][1], text)
                )


def _is_in_author(element: Element) -> bool:
    """Whether a microdata name is that of an author: `<span itemprop="author"><meta itemprop="name" content="…">`."""
    parent = element.getparent()
    return parent is not None and "author" in (parent.get("itemprop") or "").split()


# Library catalogue tags, which put the family name first: `Berg, Anna`.
_CATALOGUED = frozenset(("citationauthor", "dccreator", "dctermscreator"))
_SURNAME_FIRST = lazy_regex(r"^([^\s,;]{2,30}), ([^\s,;]+(?: [^\s,;]{1,12})?)$")
_ITEMPROP_FIELDS = frozenset(("published", "modified", "author"))


# Sites use the same meta names on all pages, so they are cached. Longer names are not.
_LONGEST_KNOWN = 60


@functools.lru_cache(maxsize=2048)
def _known_name(name: str) -> tuple[str, tuple[str, int] | None]:
    """The normalized name of a meta tag, and its field and rank in the table (None if unknown)."""
    folded = name.translate(_PUNCTUATION).lower()
    known = _FIELD_OF.get(folded)
    if known is None and _ENDS_LIKE_AUTHOR.search(folded):
        known = ("author", _LAST_RANK)
    return folded, known


def _read_unknown(name: str, content: str, found: dict[str, list[tuple[int, str]]]) -> None:
    """Store the value of an unknown meta tag if both name and value look like a date."""
    if len(content) > _LONGEST_DATE or not _YEAR_OR_SECONDS.search(content):
        return
    meaning = meaning_of_name(name)
    if meaning == "updated":
        found.setdefault("modified", []).append((_UNKNOWN_RANK, content))
    elif meaning == "published":
        field = "published" if SURELY_PUBLISHED.search(name) else "dates"
        found.setdefault(field, []).append((_UNKNOWN_RANK, content))


# A year, or seconds since 1970. `_UNKNOWN_RANK` sorts the values of unknown meta tags after all others.
_YEAR_OR_SECONDS = lazy_regex(r"1(?<!\d1)(?:9\d\d|\d{9})|2(?<!\d2)0\d\d")
_LONGEST_DATE, _UNKNOWN_RANK = 60, 99


def _merge(found: dict[str, list[tuple[int, str]]], metadata: Metadata) -> None:
    def values(field: str) -> list[str]:
        return [value for _, value in sorted(found.get(field, []), key=lambda ranked: ranked[0])]

    metadata.titles += [value for value in values("title") if value not in metadata.titles]
    metadata.site_names = values("site") + metadata.site_names
    metadata.published = values("published") + metadata.published
    metadata.modified = values("modified") + metadata.modified
    metadata.dates = values("dates")
    metadata.source = next((_SOURCE_LABEL.sub("", value) for value in values("source")), None)
    metadata.authors = _by_tag(found.get("author", [])) + _written_by(found)
    metadata.editors = values("editor")
    if not metadata.keywords:
        metadata.keywords = _keywords(values("keywords"))
    metadata.section = metadata.section or [value for value in values("section") if len(value) <= 60][:3]
    metadata.description = next(iter(values("description")), metadata.description)
    metadata.language = next(iter(values("language")), None)
    metadata.canonical = metadata.canonical or next(iter(values("canonical")), None)
    metadata.types += [value.lower() for value in values("type")]
    metadata.generator = " ".join(values("generator")).lower()


# `content="来源：江城日报"`: the label that the page prints
_SOURCE_LABEL = lazy_regex(
    r"^(?:(?:信息|文章|新闻|稿件)?(?:来源|來源)|稿源|source)\s?[:：]\s*(?=\S)", re.IGNORECASE
)


def _by_tag(ranked: list[tuple[int, str]]) -> list[str]:
    """One value per meta name, in order of rank. The values of a repeated name (`citation_author`) are
    joined: `A; B`.
    """
    by_rank: dict[int, dict[str, None]] = {}
    for rank, value in ranked:
        by_rank.setdefault(rank, {})[value] = None
    return ["; ".join(values) for _, values in sorted(by_rank.items())]


_WRITTEN_BY = lazy_regex(rf"(?:{WRITTEN_BY})\s?:?", re.IGNORECASE)


def _written_by(found: dict[str, list[tuple[int, str]]]) -> list[str]:
    """The value of the `twitter:label1` and `twitter:data1` pair whose label says "written by"."""
    names = []
    for number in "12":
        labels = found.get(f"twitterlabel{number}", [])
        values = found.get(f"twitterdata{number}", [])
        if labels and values and _WRITTEN_BY.fullmatch(labels[0][1]):
            names.append(values[0][1])
    return names


# `楼道灯 老旧小区 社区`: Chinese keywords separated by spaces. The words are short and contain none.
_BLANK_SEPARATED = lazy_regex(r"[\u3400-\u9fff]{1,6}(?:[ \u3000]+[\u3400-\u9fff]{1,6})+")


def _keywords(values: list[str]) -> list[str]:
    """The keywords of a page, from one list (`湖北;公安;微博`) or one tag per word. Values longer than 40
    characters are dropped: they are titles."""
    words: list[str] = []
    for value in values:
        if _BLANK_SEPARATED.fullmatch(value.strip()):
            value = ",".join(value.split())
        for word in re.split(r"[,，;；、|]", value):
            word = word.strip()
            if word and len(word) <= 40 and word not in words:
                words.append(word)
    return words


def _types_of(item: dict[str, Any]) -> set[str]:
    return {str(kind).rpartition("/")[2].lower() for kind in _list(item.get("@type"))}


def _other_stories(metadata: Metadata, titles: list[str]) -> set[int]:
    """The ids (of Python) of the items that are stories of other days than the one whose headline the page's
    titles have: some pages list the newest stories beside their own.
    """
    stories = [item for node in metadata.json_ld for item in _items(node) if _types_of(item) & _STORY]
    if len(stories) < 2:
        return set()
    wholes = [_squeezed(title) for title in (metadata.document_title, *titles)]
    own = [item for item in stories if _is_named_in(item, wholes)]
    days = {_day_of(item) for item in own}
    return {id(item) for item in stories if days and _day_of(item) not in days and item not in own}


_LEAST_HEADLINE = 8  # characters, for a headline to be told by its words


def _is_named_in(item: dict[str, Any], titles: list[str]) -> bool:
    headline = _squeezed(_text(item.get("headline")) or _text(item.get("name")) or "")
    return len(headline) >= _LEAST_HEADLINE and any(headline in title for title in titles)


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


def _day_of(item: dict[str, Any]) -> str:
    return (_text(item.get("datePublished")) or "")[:10]


def _read_json_ld(node: Any, metadata: Metadata, named: dict[str, dict[str, Any]], others: set[int]) -> None:
    """Read the first story of a JSON-LD document, its breadcrumbs and its publisher. Lists and `@graph` are
    searched, nested parts are not. `others`: stories that are not the page's.
    """
    story: dict[str, Any] | None = None
    page: dict[str, Any] | None = None
    for item in _items(node):
        types = _types_of(item)
        metadata.types += sorted(types)
        if id(item) in others:
            continue
        if "breadcrumblist" in types:
            metadata.breadcrumb = metadata.breadcrumb or _crumbs(item)
        elif types & _STORY or (not types and "pubDate" in item):
            story = story or item
        elif types & _PAGE:
            page = page or item
            crumbs = item.get("breadcrumb")
            if isinstance(crumbs, dict) and not metadata.breadcrumb:
                metadata.breadcrumb = _crumbs(crumbs)
    for part in (story, page):
        if part is not None:
            _read_story(part, metadata, named, main=part is story)


def _read_story(
    item: dict[str, Any], metadata: Metadata, named: dict[str, dict[str, Any]], *, main: bool
) -> None:
    _read_titles(item, metadata, main=main)
    for key, kind in _STORY_DATES:
        value = _text(item.get(key))
        if value:
            (metadata.published if kind == "published" else metadata.modified).append(value)
    if main and not metadata.persons:
        _read_authors(item.get("author") or item.get("creator"), named, metadata)
    publisher = item.get("publisher")
    if isinstance(publisher, dict) and (name := _text(publisher.get("name"))):
        metadata.site_names.append(name)
    if main:
        _read_texts(item, metadata)


# Keys of a story that hold a date, in order of preference.
_STORY_DATES = (
    ("datePublished", "published"),
    ("pubDate", "published"),
    ("dateCreated", "published"),
    ("dateModified", "modified"),
    ("upDate", "modified"),
)


def _read_titles(item: dict[str, Any], metadata: Metadata, *, main: bool) -> None:
    """Read the first new title of a story; from an item about the page itself only the headline."""
    for key in ("headline", "title", "name") if main else ("headline",):
        title = _text(item.get(key))
        if title and key == "headline":
            metadata.headlines.append(title)
        if title and title not in metadata.titles:
            metadata.titles.append(title)
            return


def _read_texts(item: dict[str, Any], metadata: Metadata) -> None:
    """Read keywords, section, body and description of the story, unless already known."""
    if not metadata.keywords:
        metadata.keywords = _keywords([_text(word) or "" for word in _list(item.get("keywords"))])
    if not metadata.section:
        sections = (_text(value) for value in _list(item.get("articleSection")))
        metadata.section = [section for section in sections if section and len(section) <= 60]
    metadata.article_body = metadata.article_body or _text(item.get("articleBody"))
    metadata.description = metadata.description or _text(item.get("description"))


def _named_nodes(nodes: list[Any]) -> dict[str, dict[str, Any]]:
    """The items of all JSON-LD documents with an `@id` and a name, by which others refer to them
    (`{"@id": "#/schema/person/1"}`).
    """
    named: dict[str, dict[str, Any]] = {}
    for node in nodes:
        for item in _items(node):
            for part in (item, *_list(item.get("author"))):
                if isinstance(part, dict) and isinstance(part.get("@id"), str) and _names_of(part):
                    named.setdefault(part["@id"], part)
    return named


# Types of an author that is not a person.
_ORGANISATION_TYPES = (
    "organization",
    "organisation",
    "newsmediaorganization",
    "corporation",
    "website",
    "brand",
    "imageobject",
)


def _read_authors(value: Any, named: dict[str, dict[str, Any]], metadata: Metadata) -> None:
    """Read the names of a JSON-LD author: those declared as persons if there are any, else all that are not
    declared as organisations.
    """
    persons: list[str] = []
    others: list[str] = []
    authors = _list(value)
    if len(authors) == 1 and isinstance(authors[0], dict) and "@list" in authors[0]:
        authors = _list(authors[0]["@list"])
    for author in authors:
        if isinstance(author, str):
            author = named.get(author) or {"name": author}
        if not isinstance(author, dict):
            continue
        names = _names_of(author)
        if not names and isinstance(author.get("@id"), str):
            author = named.get(author["@id"], author)
            names = _names_of(author)
        types = [str(kind).lower() for kind in _list(author.get("@type") or author.get("type"))]
        if any(kind.endswith(_ORGANISATION_TYPES) for kind in types):
            metadata.organisations += names
        elif any(kind.endswith("person") for kind in types):
            persons += names
        else:
            others += names
    metadata.persons, metadata.trusted = persons or others, bool(persons)


def _names_of(author: dict[str, Any]) -> list[str]:
    names = [text for part in _list(author.get("name")) if (text := _text(part))]
    if names:
        return names
    parts = [_text(author.get(key)) for key in ("givenName", "additionalName", "familyName")]
    return [" ".join(part for part in parts if part)] if any(parts) else []


def _crumbs(item: dict[str, Any]) -> list[str]:
    names: list[tuple[int, str]] = []
    for number, crumb in enumerate(_list(item.get("itemListElement"))):
        if not isinstance(crumb, dict):
            continue
        inner = crumb.get("item")
        name = _text(crumb.get("name")) or (_text(inner.get("name")) if isinstance(inner, dict) else None)
        position = str(crumb.get("position"))
        if name:
            names.append((int(position) if position.isascii() and position.isdigit() else number, name))
    return [name for _, name in sorted(names, key=lambda crumb: crumb[0])]


def _items(node: Any, depth: int = 0) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [item for part in node[:50] for item in _items(part, depth + 1)] if depth < 4 else []
    if not isinstance(node, dict):
        return []
    graph = node.get("@graph")
    own = [node] if "@type" in node or graph is None else []
    main = node.get("mainEntity") or node.get("mainEntityOfPage")
    nested = [main] if isinstance(main, dict) and main.get("headline") else []
    return own + nested + (_items(graph, depth + 1) if graph is not None else [])


def _loads(text: str) -> Any:
    """Parse JSON as pages write it: with comment marks around it, trailing commas, raw newlines in strings.
    None if it is not JSON.
    """
    if not text.strip() or len(text) > _LONGEST_JSON:
        return None
    text = without_escaped_controls(text)
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        pass
    text = _TRAILING_COMMA.sub(r"\1", _COMMENT.sub("", _COMMENT.sub("", text)).strip().rstrip(";"))
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if "&" in value or "<" in value:
        value = re.sub(r"<[^>]{1,300}>", " ", html.unescape(value))
    return _fold(value) or None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _fold(text: str) -> str:
    return " ".join(text.split())


def _inside_svg(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "svg"
