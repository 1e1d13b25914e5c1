"""Class hints: words used in class, id, role and itemprop attributes, by what they say about the element.

Each is weak evidence: a word sets a bit, bits are features among many others, and no word decides alone. Only
words shared by thousands of sites are listed; names specific to one site do not belong here.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntFlag
from functools import cache

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "MODEL_TAGS",
    "OTHER_TAG",
    "TAG_HINTS",
    "TAG_NUMBERS",
    "WORDS",
    "Hint",
    "hints_in_python",
    "hints_of",
]


class Hint(IntFlag):
    """What the words on an element say about it."""

    NONE = 0
    CONTENT = 1
    COMMENT = 2
    NAVIGATION = 4
    FOOTER = 8
    HEADER = 16
    SIDEBAR = 32
    RELATED = 64
    SHARE = 128
    ADVERT = 256
    BYLINE = 512
    FIGURE = 1024
    TITLE = 2048
    OVERLAY = 4096
    TAGS = 8192
    SIGNUP = 16384
    ABOUT = 32768
    MEDIA = 65536
    SUMMARY = 131072
    DISCLAIMER = 262144
    LEGEND = 524288


# Matched as whole words, after splitting `someClass-name_2` into `some class name`.
WORDS: dict[Hint, str] = {
    Hint.CONTENT: (
        "article body content contents story post entry main text txt detail artical news maincontent "
        "articlebody wysiwyg richtext prose paragraph"
    ),
    Hint.COMMENT: (
        "comment comments disqus respond reply replies pinglun discuss discussion thread message feedback "
        "reviews gentie livefyre"
    ),
    Hint.NAVIGATION: (
        "nav navigation navbar menu breadcrumb breadcrumbs crumb crumbs position pagination pager pages "
        "toc skip daohang mbx"
    ),
    Hint.FOOTER: "footer foot bottom copyright colophon legal contentinfo footnav",
    Hint.HEADER: "header head top masthead banner logo topbar toolbar hd",
    Hint.SIDEBAR: "sidebar side aside right left rail secondary complementary widget widgets column col",
    Hint.RELATED: (
        "related recommend recommended recommendation recommendations relate more hot rank ranking "
        "popular trending latest recent similar also read next prev previous list teaser teasers promo "
        "promos card cards xiangguan tuijian taboola outbrain suggested carousel headlines"
    ),
    Hint.SHARE: "share sharing social shares sns follow addthis sharethis bdshare qrcode fenxiang jiathis sharebar",
    Hint.ADVERT: (
        "ad ads adv advert advertisement advertising adsense sponsor sponsored dfp gg guanggao adbox "
        "adslot advertorial"
    ),
    Hint.BYLINE: (
        "byline author authors meta info date time timestamp source published pubdate dateline credit "
        "credits datetime editor dek writer reporter "
        "autor autores autorzy auteur auteurs autore autori verfasser redakteur forfatter skribent kirjoittaja "
        "firma datum fecha tarih tanggal yazar szerzo penulis avtor avtory"
    ),
    Hint.FIGURE: "figure wp photo image pic picture img slideshow gallery thumb thumbnail",
    Hint.LEGEND: "caption captions figcaption legend",
    Hint.TITLE: "title headline heading subtitle subhead subheading biaoti",
    Hint.OVERLAY: (
        "popup modal overlay dialog cookie cookies consent gdpr login signin lightbox tooltip paywall "
        "hidden hide sr screenreader"
    ),
    Hint.TAGS: "tag tags keyword keywords topic topics categories category label labels guanjianci",
    Hint.SIGNUP: "newsletter subscribe subscription signup register form download promotion donate membership",
    Hint.ABOUT: "bio about profile contributor authorbox vcard contact",
    Hint.MEDIA: "video player audio embed iframe media vjs jwplayer",
    Hint.SUMMARY: (
        "summary abstract lead intro excerpt standfirst description desc lede deck synopsis daodu zhaiyao "
        "chapo chapeau accroche vorspann anrisstext preamble ingress sommario catenaccio entradilla bajada copete "
        "zajawka perex sapo introduction introtext teasertext"
    ),
    Hint.DISCLAIMER: "disclaimer shengming statement notice correction corrections declare banquan",
}

# Matched inside compounds (`articlecontent`, `commentbox`); limited to parts that do not occur in ordinary
# words by accident.
_PARTS: dict[Hint, str] = {
    Hint.CONTENT: "articlebody|articlecontent|articletext|storybody"
    "|postcontent|entrycontent|newscontent|maincontent|contenttext"
    "|storycontent|newsbody|textbody|bodytext",
    Hint.COMMENT: "comment|disqus",
    Hint.NAVIGATION: "navigat|breadcrumb|navbar|subnav",
    Hint.FOOTER: "footer|copyright",
    Hint.SIDEBAR: "sidebar",
    Hint.RELATED: "related|recommend|readmore|trending|mostread|mostpopular",
    Hint.SHARE: "sharing|share|social",
    Hint.ADVERT: "advert|sponsor|guanggao",
    Hint.BYLINE: "byline|pubtime|pubdate|publish",
    Hint.LEGEND: "figcaption|imagecaption|photocaption|captiontext",
    Hint.TITLE: "headline|subtitle",
    Hint.OVERLAY: "popup|modal|cookie",
    Hint.SIGNUP: "newsletter|subscri",
    Hint.DISCLAIMER: "disclaim|shengming",
}

_TAG_HINTS: dict[str, Hint] = {
    "article": Hint.CONTENT,
    "main": Hint.CONTENT,
    "nav": Hint.NAVIGATION,
    "footer": Hint.FOOTER,
    "header": Hint.HEADER,
    "aside": Hint.SIDEBAR,
    "figure": Hint.FIGURE,
    "figcaption": Hint.LEGEND,
    "caption": Hint.TITLE,
    "form": Hint.SIGNUP,
    "address": Hint.BYLINE,
    "time": Hint.BYLINE,
    "button": Hint.OVERLAY,
    "dialog": Hint.OVERLAY,
    "menu": Hint.NAVIGATION,
}

# Plain integers, since the tree walk combines them for every element.
TAG_HINTS: dict[str, int] = {tag: int(hint) for tag, hint in _TAG_HINTS.items()}
# The tags the model distinguishes, in input order; the tags it treats as equal; and the number of all others.
MODEL_TAGS = (
    "p",
    "li",
    "td",
    "div",
    "blockquote",
    "pre",
    "figcaption",
    "dd",
    "section",
    "article",
    "body",
    "span",
)
# The input of each tag; tags that look alike share one.
TAG_NUMBERS = {tag: number for number, tag in enumerate(MODEL_TAGS)} | {
    "th": 2, "dt": 7, "center": 3, "caption": 6, "main": 8, "html": 10, "listing": 5,
}  # fmt: skip
# The input of all tags that are not listed.
OTHER_TAG = len(MODEL_TAGS)

_BY_WORD = {word: int(hint) for hint, words in WORDS.items() for word in words.split()}
_HINT_OF_PART = [int(hint) for hint in _PARTS]
_PART_NUMBERS = WordGroups(lambda: [parts.split("|") for parts in _PARTS.values()])
_WORD = lazy_regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LOWER_WORD = lazy_regex(r"[a-z]+")
_FIGURE, _LEGEND = int(Hint.FIGURE), int(Hint.LEGEND)
# `img_desc`, `photo-credit`: a word for a picture and one for what is said about it.
_TEXT_OF_PICTURE = lazy_regex(
    r"(?:img|image|pic|picture|photo|figure)[-_]?(?:desc|description|note|credits?)(?![a-z])"
)
_LONGEST = 500
_MEMORY_LIMIT = 20_000
_memory: dict[str, int] = {}


def hints_of(names: str) -> int:
    """The hint bits of the words in `names` (class and id values, joined by spaces).

    Pages repeat the same names, and many are common to most sites, so answers are cached.
    """
    names = names[:_LONGEST]
    hints = _memory.get(names)
    if hints is None:
        if len(_memory) >= _MEMORY_LIMIT:
            _memory.clear()
        hints = _memory[names] = _reader()(names) if names.isascii() else hints_in_python(names)
    return hints


@cache
def _reader() -> Callable[[str], int]:
    """The function that reads ASCII names: compiled if available."""
    compiled = module("newsmill.pipelines.extract.lexicon._words")
    if compiled is None:
        return hints_in_python
    parts = [(part, int(hint), False) for hint, parts in _PARTS.items() for part in parts.split("|")]
    words = {word.encode(): hint for word, hint in _BY_WORD.items()}
    names = compiled.Names(words, compiled.Words(parts, {}), _FIGURE, _TEXT_OF_PICTURE.search, _LEGEND)
    read: Callable[[str], int] = names.of
    return read


def hints_in_python(names: str) -> int:
    """`hints_of` in pure Python, without its cache."""
    hints = 0
    for name in names.split():
        hints |= _read(name)
    return hints


def _read(name: str) -> int:
    # `[&>p]:my-6`, `hover:text-gray-500`: utility classes describe appearance, not meaning.
    if ":" in name or "[" in name:
        return 0
    hints = 0
    lowered = name.lower()
    # Most names do not use capitals to separate words.
    words = _LOWER_WORD.findall(name) if lowered == name else map(str.lower, _WORD.findall(name))
    for word in words:
        hints |= _BY_WORD.get(word, 0)
    if hints & _FIGURE and _TEXT_OF_PICTURE.search(lowered):
        hints |= _LEGEND
    if numbers := _PART_NUMBERS.of(lowered):
        for number, hint in enumerate(_HINT_OF_PART):
            if numbers >> number & 1:
                hints |= hint
    return hints
