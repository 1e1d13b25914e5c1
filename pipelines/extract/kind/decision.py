"""Classify a page as article, gallery, video, listing, home, error or other.

Rules decide error pages, front pages and log-in forms first (`unavailable`), because they are reliable. For the
rest, a small model (`model`) weighs quantities of the page (`quantities`); among them are the sums of the evidence
(`evidence`) for article, listing and other. A listing loses its body, so the evidence sets how probable it must be.
Rules find galleries and videos, and the evidence decides alone if the text is in a script.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.kind.evidence import NAMED, Evidence, Findings, findings_of
from newsmill.pipelines.extract.kind.facts import (
    BRIEF,
    HEADLINE,
    PARAGRAPH,
    TOLD_CONFIDENCE,
    TOLD_PARAGRAPHS,
    TOLD_TEXT,
    Facts,
)
from newsmill.pipelines.extract.kind.lines import is_as_wide_as
from newsmill.pipelines.extract.kind.model import weigh
from newsmill.pipelines.extract.kind.quantities import quantities_of
from newsmill.pipelines.extract.kind.unavailable import (
    is_consent_wall,
    is_error,
    is_log_in,
    tells_of_errors,
)
from newsmill.pipelines.extract.lexicon.page_kinds import Verdict
from newsmill.pipelines.extract.page.blocks import Document
from newsmill.pipelines.extract.page.character_classes import width
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.record import Kind
from newsmill.pipelines.regex import lazy_regex

__all__ = ["BODILESS", "measure", "page_kind"]

# Kinds that never yield a body.
BODILESS: frozenset[Kind] = frozenset(("listing", "home", "error"))
_DEFAULT_PAGE = lazy_regex(r"/(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_PLAYER = lazy_regex(r"video|player|youtu|vimeo|embed|vod|\bv\.", re.IGNORECASE)
# Lengths of text in Latin characters (a wide character counts as two and a half), and numbers of linked lines.
_THIN = 250
_HOME_TEXT = 1500
_SURE_TEXT = 350
_LINK_LINES = 12
_FEW_LINK_LINES = 8


def page_kind(
    document: Document, body: Body, metadata: Metadata, *, url: str | None, embedded: float = 0.0
) -> tuple[Kind, str]:
    """The kind of a page, and the rule that decided.

    embedded  running text found in a script because the page shows too little, in Latin characters
    """
    facts = Facts(document, body, metadata)
    mass = max(body.mass, embedded)
    if (
        not embedded
        and is_error(document.blocks, body, metadata.document_title)
        and not tells_of_errors(facts)
    ):
        return "error", "error sentence in the headline or first lines, little text"
    lists = not embedded and _lists(facts)
    if _is_root(url) and (lists or mass < _HOME_TEXT) and facts.link_lines >= _LINK_LINES:
        return "home", "the root of a site, and links rather than text"
    if is_log_in(facts):
        return "home", "a form to log in and a few hints"
    if not embedded and is_consent_wall(facts):
        return "error", "a consent notice instead of a page"
    findings = findings_of(facts, url, mass)
    if not embedded and body.features is not None:
        return _by_model(facts, findings, url, lists=lists)
    evidence = findings.evidence
    if embedded:  # the menu is all that the page shows
        evidence = [each for each in evidence if not each.of_links]
    return _by_evidence(facts, evidence, mass, lists)


def _lists(facts: Facts) -> bool:
    """Whether the text looks like a list of links."""
    return facts.teasers > _MOSTLY_TEASERS or _is_mostly_links(facts)


def measure(document: Document, body: Body, metadata: Metadata, url: str | None) -> dict[str, float] | None:
    """The quantities of a page that the model weighs, None for a page without text. For training."""
    if body.features is None:
        return None
    facts = Facts(document, body, metadata)
    findings = findings_of(facts, url, body.mass)
    told = _is_told(facts, findings.evidence)
    return quantities_of(facts, findings, url, body.mass, told=told, lists=_lists(facts))


def _by_model(facts: Facts, findings: Findings, url: str | None, *, lists: bool) -> tuple[Kind, str]:
    """The kind of a page with text that is neither an error nor a front page."""
    mass, sums = facts.body.mass, _sums_of(findings.evidence)
    told = _is_told(facts, findings.evidence)
    quantities = quantities_of(facts, findings, url, mass, told=told, lists=lists)
    weighed = weigh(quantities)
    probability = weighed.probability
    agreed = sums["other"] > sums["article"]
    dated_story = facts.is_dated and sums["article"] > sums["other"] + _STORY_LEAD
    other = probability["other"] > (
        probability["article"] if agreed else _SURE_OTHER if dated_story else _OTHER_ALONE
    )
    other = other or (not facts.is_dated and _UNLIKELY > probability["article"] < probability["other"])
    best: Verdict = "other" if other else "article"
    if not told and _is_listing(probability, facts, sums, lists=lists):
        if _is_root(url):
            return "home", "the root of a site, and a list"
        if facts.is_dated and sums["listing"] < _PRODUCT and (shown := _shown_kind(facts)) is not None:
            return shown
        best = "listing"
    elif (
        sums["other"] < max(_PRODUCT, sums["article"])
        and (probability["article"] >= _HARDLY or sums["other"] < _SOME)
        and (shown := _shown_kind(facts)) is not None
    ):
        return shown
    elif mass < BRIEF and not facts.story and sums["other"] < _PRODUCT:
        return "other", "neither text nor links nor pictures enough"
    return best, "; ".join(weighed.reasons(best)) or "running text"


# The least probability of a listing: if the evidence leads by this much, if it says so too, and if it does not. A
# listing loses its body, and losing an article costs more than a listing with one; so where an article is less
# likely than `_NO_ARTICLE`, the evidence decides.
_CERTAIN_LEAD, _CERTAIN, _AGREED, _ALONE, _NO_ARTICLE = 3.0, 0.05, 0.4, 0.8, 0.1
# Where nearly every line of the text is a teaser, this probability is enough.
_ALL_TEASERS, _ALL_AGREED = 0.95, 0.2
# An article more likely than this is no listing, however many links it has.
_SURE_ARTICLE = 0.9
# The least probability of `other` where the evidence does not lead: a crawl records no short page of that kind.
_OTHER_ALONE = 0.6
# The same on a dated page where the evidence for an article leads by this much.
_STORY_LEAD, _SURE_OTHER = 2.5, 0.8
# An article less likely than the first is none, whatever the evidence; less likely than the second, a page
# with this much evidence of something else is no gallery either: shops show pictures too.
_UNLIKELY, _HARDLY, _SOME = 0.2, 0.05, 1.5
# A listing has at least this many lines that are links, or boxes with a title each.
_FEWEST_LINKS = 3


def _is_listing(
    probability: dict[Verdict, float], facts: Facts, sums: dict[str, float], *, lists: bool
) -> bool:
    """Whether a page that does not show a story is a listing, by the model and by the evidence."""
    if sums["listing"] > max(sums["article"], sums["other"]) + _CERTAIN_LEAD:
        return probability["listing"] > _CERTAIN and probability["article"] < _SURE_ARTICLE
    agreed = lists and sums["other"] < _PRODUCT
    agreed = agreed or sums["listing"] > max(sums["article"] + _LISTING_LEAD, sums["other"])
    if agreed:
        least = _ALL_AGREED if lists and facts.teasers > _ALL_TEASERS else _AGREED
        return probability["listing"] > least or probability["article"] < _NO_ARTICLE
    if facts.link_lines < _FEWEST_LINKS and facts.cards is None:
        return False
    return probability["listing"] > _ALONE


def _sums_of(evidence: list[Evidence]) -> dict[str, float]:
    sums: dict[str, float] = dict.fromkeys(("article", "listing", "other"), 0.0)
    for each in evidence:
        sums[each.kind] += each.weight
    return sums


def _by_evidence(facts: Facts, evidence: list[Evidence], mass: float, lists: bool) -> tuple[Kind, str]:
    """The kind of a page whose text is in a script, by the sums of the evidence. `lists` says that its text
    looks like a list of links."""
    sums = _sums_of(evidence)
    told = _is_told(facts, evidence)
    # Photo news also has little text among many links, but it has a date.
    listed = sums["listing"] > sums["article"] + _LISTING_LEAD and evidence[0].kind == "other"
    if sums["other"] < max(_PRODUCT, sums["article"]) and not listed:
        shown = _shown_kind(facts)
        if shown is not None:
            return shown
    if lists and sums["other"] < _PRODUCT and not told:
        why = (
            "teasers under linked headlines" if facts.teasers > _MOSTLY_TEASERS else "links rather than text"
        )
        return "listing", why
    if told:
        sums["listing"] = min(sums["listing"], sums["article"])
    return _verdict(sums, evidence, mass, facts.story)


# If more than this share of the body's paragraphs are teasers, the body is a list of them.
_MOSTLY_TEASERS = 0.6


# Evidence for `other` (a thread or product, by URL and metadata) that outweighs pictures and links.
_PRODUCT = 3.0
# A listing loses its body, so it must lead by this much.
_LISTING_LEAD = 0.5


def _verdict(sums: dict[str, float], evidence: list[Evidence], mass: float, story: bool) -> tuple[Kind, str]:
    if mass < BRIEF and not story and sums["other"] < _PRODUCT and sums["listing"] < _PRODUCT:
        return "other", "neither text nor links nor pictures enough"
    best: Verdict = "article"
    if sums["listing"] > max(sums["article"] + _LISTING_LEAD, sums["other"]):
        best = "listing"
    elif sums["other"] > sums["article"]:
        best = "other"
    reasons = sorted((each for each in evidence if each.kind == best), key=lambda each: -each.weight)[:3]
    return best, "; ".join(each.what for each in reasons) or "running text"


def _is_told(facts: Facts, evidence: list[Evidence]) -> bool:
    """Whether the page shows an article, and so keeps its body however many links surround it.

    Losing a whole article is the worst error. The page must have running text, and neither its URL nor its
    metadata nor its content (prices, filters) may suggest a list. In addition, either the page declares a
    story with a date, or several paragraphs stand under a headline that is longer than a name.
    """
    body = facts.body
    named = sum(each.weight for each in evidence if each.kind == "listing" and not each.of_links)
    if named >= NAMED or body.mass < TOLD_TEXT or facts.teasers > 0.5:
        return False
    paragraphs = [
        block
        for block in body.blocks
        if not block.heading and is_as_wide_as(block.text, PARAGRAPH) and block.link_density < 0.3
    ]
    if not paragraphs:
        return False
    if facts.story and facts.metadata.published:
        return True
    if facts.title < 0 or len(paragraphs) < TOLD_PARAGRAPHS or facts.confidence < TOLD_CONFIDENCE:
        return False
    return width(facts.document.blocks[facts.title].text) >= HEADLINE


def _is_root(url: str | None) -> bool:
    if url is None:
        return False
    parts = urlsplit(url)
    return _DEFAULT_PAGE.fullmatch(parts.path or "/") is not None and not parts.query


def _is_mostly_links(facts: Facts) -> bool:
    mass = facts.body.mass
    if facts.story or mass >= _SURE_TEXT or facts.shows_story:
        return False
    thin = mass < BRIEF or (mass < _THIN and facts.confidence < 0.75)
    unsure = facts.confidence < 0.45 and facts.link_lines >= 5
    return unsure or (thin and facts.link_lines >= _FEW_LINK_LINES and facts.link_share > 0.5)


def _shown_kind(facts: Facts) -> tuple[Kind, str] | None:
    """`video` or `gallery` for a page whose text only accompanies its media."""
    body = facts.body
    pictures, players = _shown(facts.document, body)
    video = any("video" in kind for kind in facts.metadata.types)
    if players and body.mass < (700 if video else _THIN) and not (facts.story and body.mass > BRIEF):
        return "video", "a player and little text"
    if (
        pictures >= 4
        and body.mass < 90 * pictures
        and (body.mass >= BRIEF or pictures >= 6)
        and facts.teasers <= _MOSTLY_TEASERS
    ):
        return "gallery", "more pictures than text to go with them"
    return None


def _shown(document: Document, body: Body) -> tuple[int, int]:
    """The number of pictures and of players between the headline and the end of the text."""
    title = body.features.title if body.features is not None else -1
    kept = [block.index for block in body.blocks]
    if not kept and title < 0:
        return 0, 0
    first = min([title, *kept[:1]]) if title >= 0 else kept[0]
    last = kept[-1] + 6 if kept else title + 15
    pictures = players = 0
    for picture in document.pictures:
        if first <= picture.at <= last:
            if picture.tag in ("img", "amp-img"):
                pictures += not picture.in_link
            elif picture.tag != "audio" and (
                picture.tag != "iframe" or _PLAYER.search(picture.element.get("src") or "")
            ):
                players += 1
    return pictures, players
