"""How likely decoded characters are to be real text: the common scale on which decodings are compared.

A cost is in bits, as in a code where frequent characters are cheap. Decoding bytes in the wrong charset
yields rare characters, private-use ones or errors, so the right decoding costs several bits per byte less.
"""

from __future__ import annotations

from newsmill.pipelines.compiled import module
from newsmill.pipelines.derived_cache import kept

# The most frequent characters of each language identify its text within a dozen characters. Chinese: in the
# order of wordfreq's word list, followed by their traditional forms. Japanese kanji and Korean syllables
# likewise.
_FREQUENT = (
    "的是人一有在不中了我这国为个会大来上年要他以时们到和能对说地日多出过发于生么家你就后可学也用成行与下"
    "自没得还现好开作都法事经而看动新前里之分"
    "公方本子主所那月政民长天当业其进最全部吗三同美机定并关小但工如因区理点内等道想实去起被心很高者样电将"
    "什些面间体文只力着重问然由及加种外员该网"
    "第女从制合产无意正性已市应场名两此位系比真代西表情计相爱次建化教资题明给让度期数利活或特总果更通东手"
    "任做知世使提物统话结入务立受别认她向信怎"
    "设目军安台社战回报司影见再车保展至己常变平把海解老路件北选品界组论接权处原治金府斯少议何交科管共万打"
    "快站运式口水记它才各号二反视图据联决又量"
    "身传门术元持始强基带南直放程队党划院感单湖京首页者网责编者记讯稿版"
    "這國爲為個會來時們對說過發於麼後學與沒還現開經動裏裡長當業進嗎機並關區點內實樣電將間體問種員該網從產"
    "無應場兩計愛資題給讓數總東統話結務別認"
    "設軍臺戰報見車變選組論權處議萬運記號視圖據聯決傳門術強帶隊黨劃單"
    "円気駅込働図広売読験価参変続様検"
)
_FREQUENT_HANGUL = (
    "이다는을의에가고하로지은도를한사서대기인리자시어나아으과정부해일그있수라보만들여주전구게상원제장성동"
    "니안비국오조면것세요스관거신위경치우유년회소공연중분화무민방마선트까진드없미습"
)
_ORDINARY_MARKS = (
    "，。、：；？！“”‘’（）《》〈〉【】「」『』—…·－～　％０１２３４５６７８９①②③④⑤•–’‘™©®°×→★●■◆▲"
)

_ASCII, _FREQUENT_COST, _MARK, _SYLLABLE, _COMMON, _LETTER, _RARE, _ODD = 3, 6, 6, 8, 9, 12, 15, 22
ERROR_COST = 18  # per byte that no decoding assigns to a character
SWITCH_COST = 8  # per change of charset within a run

# Unicode blocks, first match wins: (first, last, cost).
_BLOCKS: tuple[tuple[int, int, int], ...] = (
    (0x00, 0x08, _ODD),
    (0x09, 0x7E, _ASCII),
    (0x7F, 0x9F, _ODD),
    (0xA0, 0xFF, _LETTER),
    (0x100, 0x24F, _LETTER + 1),
    (0x370, 0x6FF, _LETTER),
    (0xE00, 0xE7F, _FREQUENT_COST + 1),  # no spaces in Thai: its bytes pair up as in Chinese
    (0x1E00, 0x1EFF, _LETTER),
    (0x2010, 0x203B, _LETTER),
    (0x2100, 0x266F, _LETTER),
    (0x3000, 0x3040, _SYLLABLE),
    (0x3041, 0x3096, _FREQUENT_COST),
    (0x3097, 0x30FF, _SYLLABLE),
    (0x31C0, 0x9FFF, _RARE),
    (0xAC00, 0xD7A3, _RARE),
    (0xFF01, 0xFF5E, _SYLLABLE),
    (0x1F300, 0x1FAFF, _LETTER),
)


def _of_block(code: int) -> int:
    return next((cost for first, last, cost in _BLOCKS if first <= code <= last), _ODD)


def _rows(codec: str, first: int, last: int, cells: tuple[range, ...]) -> str:
    """The characters in a range of rows of a double-byte charset."""
    pairs = (bytes((row, cell)) for row in range(first, last + 1) for part in cells for cell in part)
    return b"".join(pairs).decode(codec, "ignore")


def _derived() -> bytes:
    """The cost of each character of the first plane. Common characters are the first level of each national standard;
    the frequent ones are listed above.
    """
    upper = range(0xA1, 0xFF)
    costs: dict[str, int] = {}
    costs.update(dict.fromkeys(_rows("euc_jp", 0xB0, 0xCF, (upper,)), _COMMON + 1))
    costs.update(dict.fromkeys(_rows("big5", 0xA4, 0xC6, (range(0x40, 0x7F), upper)), _COMMON + 1))
    costs.update(dict.fromkeys(_rows("euc_kr", 0xB0, 0xC8, (upper,)), _COMMON))
    costs.update(dict.fromkeys(_rows("gb2312", 0xB0, 0xD7, (upper,)), _COMMON))
    costs.update(dict.fromkeys(_FREQUENT_HANGUL, _FREQUENT_COST))
    costs.update(dict.fromkeys(_FREQUENT, _FREQUENT_COST))
    costs.update(dict.fromkeys(_ORDINARY_MARKS, _MARK))
    costs["\ufffd"] = ERROR_COST
    table = bytearray([_ODD]) * 0x10000
    for first, last, cost in reversed(_BLOCKS):
        table[first : last + 1] = bytes([cost]) * (last + 1 - first)
    del table[0x10000:]
    for character, its in costs.items():
        table[ord(character)] = its
    return bytes(table)


# The costs of the characters of the first plane, by code point.
COSTS = kept("costs", "", _derived, bytes)


def cost_of(character: str) -> int:
    """The cost of a character in bits."""
    return COSTS[ord(character)] if character <= "\uffff" else _of_block(ord(character))


def cost(text: str) -> int:
    """The cost of a text in bits; less is likelier."""
    compiled = module("newsmill.pipelines.decode._scan")
    return cost_in_python(text) if compiled is None else int(compiled.total(text, COSTS, cost_of))


def cost_in_python(text: str) -> int:
    """Pure-Python fallback of `cost`."""
    try:
        return sum(map(COSTS.__getitem__, map(ord, text)))
    except IndexError:  # a character beyond the first plane
        return sum(map(cost_of, text))
