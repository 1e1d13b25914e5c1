"""Pages that try to run, to load and to break out, in every part that ends up in a report."""

ATTACKS = (
    "<script>document.title='ran'</script>",
    "<img src=http://evil.example/i.png onerror=\"document.title='ran'\">",
    "</script><script>document.title='ran'</script>",
    "</title></style></textarea></dialog><svg onload=\"document.title='ran'\">",
    "\"><svg/onload=document.title='ran'>",
    "' onmouseover='document.title=\"ran\"' x='",
    "<iframe src=\"javascript:parent.document.title='ran'\"></iframe>",
    "<a href=\"javascript:document.title='ran'\">click</a>",
    "<style>@import 'http://evil.example/a.css'; body{background:url(http://evil.example/b.png)}</style>",
    "<link rel=stylesheet href=http://evil.example/c.css>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/>",
    "<form action=http://evil.example/><button autofocus onfocus=\"document.title='ran'\">x</button></form>",
    "{{constructor.constructor('document.title=1')()}} ${document.title='ran'}",
    "]]><!--><script>document.title='ran'</script>-->",
    "\u202egnp.exe\u202c \u2028document.title='ran'",
    '{"a": "\\u003c/script>"}',
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def hostile_page() -> bytes:
    """Attacks as visible text (escaped in the source, so that they arrive in the record) and as markup."""
    shown = "".join(
        f"<p>{escaped(text)} 这一段文字很长，要进正文，一句接着一句。{number}</p>"
        for number, text in enumerate(ATTACKS)
    )
    return (
        f"<html><head><title>{escaped(ATTACKS[2])}</title>"
        f'<meta name="keywords" content="{ATTACKS[4].replace(chr(34), "&quot;")},a"></head><body class="x '
        f'onload=alert(1)">'
        f"{''.join(ATTACKS)}<h1>{escaped(ATTACKS[1])}</h1>"
        f'<div id="&quot;&gt;&lt;script&gt;"><p>来源：{escaped(ATTACKS[0])} 2012-02-14 14:46</p>{shown}'
        '<img src="javascript:document.title=1"><img src="http://evil.example/body.png" '
        'onerror="document.title=1"></div>'
        "<svg><script>document.title='ran'</script><a xlink:href=\"javascript:document.title='ran'\">"
        "<text>x</text></a></svg>"
        "<math><mtext><img src=x onerror=\"document.title='ran'\"></mtext></math></body></html>"
    ).encode()
