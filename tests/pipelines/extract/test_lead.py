"""The standfirst: where a page shows one, and where it does not."""

import pytest

from newsmill import clean, explain

LEAD = (
    "Nine million crowns for a quay that shipworm has eaten: after years of delay the harbour board of "
    "Lindvik has agreed to rebuild it."
)
FIRST = (
    "The harbour board of Lindvik voted on Tuesday to rebuild the old timber quay before the winter "
    "storms arrive in the fjord."
)
TEXT = f"<p>{FIRST}</p>" + "".join(
    (
        f"<p>Engineers who inspected the structure in spring found that pile number {n} had been eaten, and "
        f"two cranes were taken out of service.</p>"
    )
    for n in ("one", "two", "three", "four")
)


def page(inner):
    return (
        f'<html lang="en"><head><meta charset="utf-8"><title>Board rebuilds the quay - Tidende</title>'
        f"</head><body><main>{inner}</main></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "inner",
    [
        (
            f'<article><header><h1>Board rebuilds the quay</h1><p class="intro">{LEAD}</p><div>By Jon Berg, '
            f"14 May 2024</div></header><div>{TEXT}</div></article>"
        ),
        f"<h1>Board rebuilds the quay</h1><h2>{LEAD}</h2><p>14 May 2024</p><div>{TEXT}</div>",
        (
            f"<h1>Board rebuilds the quay</h1><div class='k1'><strong>{LEAD}</strong></div><div><span>14 May "
            f"2024</span></div><div>{TEXT}</div>"
        ),
        (
            f"<div><div><h1>Board rebuilds the quay</h1><p>{LEAD}</p></div></div><div><a href='/s'>Share</a>"
            f"</div><div>{TEXT}</div>"
        ),
    ],
)
def test_a_summary_shown_apart_is_the_lead_and_in_no_body(inner):
    record = clean(page(inner))
    assert record.lead == LEAD
    assert LEAD not in record.body
    assert record.body.startswith(FIRST)
    labels = {decision.text: decision.label for decision in explain(page(inner)).extraction.decisions}
    assert labels[LEAD] == "lead"


@pytest.mark.parametrize(
    "inner",
    [
        f"<h1>Board rebuilds the quay</h1><p>14 May 2024</p><div>{TEXT}</div>",
        f'<h1>Board rebuilds the quay</h1><p>14 May 2024</p><div><p class="speakable-summary">{LEAD}</p>{TEXT}</div>',
        (
            f"<h1>Board rebuilds the quay</h1><figure><img src='/q.jpg'><figcaption>{LEAD}</figcaption>"
            f"</figure><div>{TEXT}</div>"
        ),
        (
            f"<h1>Board rebuilds the quay</h1><p>Opinions expressed by the contributors of this paper are "
            f"their own and nobody else's.</p><div>{TEXT}</div>"
        ),
        f"<h1>Board rebuilds the quay</h1><p>By Anna Berg and Jon Strand, Tidende</p><div>{TEXT}</div>",
    ],
)
def test_a_first_paragraph_a_caption_or_a_notice_is_not_a_lead(inner):
    assert clean(page(inner)).lead is None


def test_the_first_box_of_a_column_of_paragraphs_is_body_whatever_its_class():
    column = f'<div class="rich lead"><p><b>{LEAD}</b></p></div>' + "".join(
        f'<section><div class="rich"><p>{text}</p></div></section><div class="ad"></div>'
        for text in (
            FIRST,
            "Two cranes were taken out of service at once, and the chair of the board said she was sorry.",
        )
    )
    record = clean(
        page(f"<h1>Board rebuilds the quay</h1><p>14 May 2024</p><div class=content>{column}</div>")
    )
    assert record.lead is None
    assert record.body.startswith(f"{LEAD}\n{FIRST}\n")


def test_a_named_box_before_a_box_with_the_whole_text_is_the_lead():
    text = f'<div class="lead"><p>{LEAD}</p></div><div class="text">{TEXT}</div>'
    record = clean(page(f"<h1>Board rebuilds the quay</h1><p>14 May 2024</p><div class=content>{text}</div>"))
    assert record.lead == LEAD
    assert record.body.startswith(FIRST)
