"""Pictures for the demo portal, drawn by code: hills, water, a sun, and a distinctive detail each. No
photograph is used.
"""

from __future__ import annotations

import math
import struct
import zlib

Colour = tuple[int, int, int]

# name → (width, height, sky above, sky below, hill colours far to near, seed)
SCENES: dict[str, tuple[int, int, Colour, Colour, list[Colour], int]] = {
    "river-dawn": (
        480,
        320,
        (246, 196, 140),
        (253, 236, 206),
        [(142, 150, 170), (94, 110, 128), (58, 74, 80)],
        3,
    ),
    "bridge": (
        480,
        320,
        (150, 190, 222),
        (228, 240, 246),
        [(128, 156, 150), (92, 124, 104), (60, 88, 66)],
        8,
    ),
    "ferry": (480, 320, (120, 168, 206), (214, 230, 238), [(110, 136, 156), (70, 98, 118), (40, 62, 82)], 13),
    "field": (
        480,
        320,
        (160, 206, 236),
        (240, 246, 236),
        [(150, 178, 120), (120, 156, 80), (92, 132, 56)],
        21,
    ),
    "night-market": (480, 320, (24, 28, 58), (92, 60, 84), [(52, 44, 72), (38, 30, 54), (24, 18, 36)], 34),
    "tram": (
        480,
        320,
        (176, 196, 208),
        (238, 238, 232),
        [(150, 158, 160), (116, 126, 128), (84, 92, 96)],
        55,
    ),
    "mushroom": (
        480,
        320,
        (206, 196, 170),
        (240, 232, 214),
        [(170, 150, 120), (132, 110, 82), (96, 76, 54)],
        89,
    ),
    "stars": (480, 320, (10, 14, 40), (40, 48, 92), [(28, 34, 60), (20, 24, 44), (10, 12, 26)], 144),
    "boat-1": (600, 400, (140, 190, 220), (230, 240, 240), [(96, 140, 120), (64, 110, 92), (36, 78, 70)], 5),
    "boat-2": (600, 400, (252, 206, 150), (250, 238, 214), [(160, 120, 100), (120, 84, 76), (80, 54, 56)], 6),
    "boat-3": (
        600,
        400,
        (170, 206, 214),
        (236, 240, 228),
        [(120, 156, 140), (84, 128, 110), (50, 92, 84)],
        7,
    ),
    "boat-4": (600, 400, (130, 160, 200), (226, 226, 232), [(110, 120, 150), (78, 88, 120), (48, 56, 86)], 9),
}
LOGOS: dict[str, tuple[int, int, Colour, Colour]] = {
    "logo2005": (180, 50, (204, 0, 0), (255, 204, 0)),
    "logo2012": (200, 56, (0, 84, 166), (102, 178, 255)),
    "qr": (72, 72, (20, 20, 20), (250, 250, 250)),
}
PICTURES = [*SCENES, *LOGOS]


def picture(name: str) -> bytes:
    """The PNG file of a picture."""
    if name in SCENES:
        return _png(*_scene(*SCENES[name]))
    return _png(*(_squares if name == "qr" else _emblem)(*LOGOS[name]))


def _scene(
    width: int, height: int, above: Colour, below: Colour, hills: list[Colour], seed: int
) -> tuple[int, int, list[Colour], list[bytearray]]:
    """Rows of palette indices: 24 bands of sky, a sun, overlapping hills, and light on water."""
    bands = 24
    palette = [
        (
            above[0] + (below[0] - above[0]) * n // bands,
            above[1] + (below[1] - above[1]) * n // bands,
            above[2] + (below[2] - above[2]) * n // bands,
        )
        for n in range(bands)
    ]
    sun, hill = len(palette), len(palette) + 1
    near = hills[-1]
    water = (min(255, near[0] + 46), min(255, near[1] + 54), min(255, near[2] + 66))
    palette += [(255, 250, 226), *hills, water, below]
    sea, glint = hill + len(hills), hill + len(hills) + 1
    shore = height * 4 // 5
    sun_x, sun_y, radius = width * (2 + seed % 5) // 8, height // 4, height // 14
    edges = [
        [
            height * (40 + 12 * layer) // 100
            + int(
                height
                / 9
                * (
                    math.sin(x / width * (3 + layer * 1.7) + seed)
                    + 0.4 * math.sin(x / width * (11 + 3 * layer) + 2 * seed)
                    + 0.1 * math.sin(x / width * (41 + 7 * layer) + 3 * seed)
                )
            )
            for x in range(width)
        ]
        for layer in range(len(hills))
    ]
    rows = []
    for y in range(height):
        row = bytearray([y * bands // height]) * width
        if abs(y - sun_y) <= radius:
            half = int(math.sqrt(radius * radius - (y - sun_y) ** 2))
            row[sun_x - half : sun_x + half] = bytes([sun]) * (2 * half)
        for layer, edge in enumerate(edges):
            for x in range(width):
                if y >= edge[x]:
                    row[x] = hill + layer
        if y >= shore:
            row = bytearray([sea]) * width
            for x in range(width):
                if (x * 7 + y * 13 + (x * y) % 17 + seed) % 23 == 0 or ((y - shore) % 9 == 4 and x % 31 < 11):
                    row[x] = glint
        rows.append(row)
    return width, height, palette, rows


def _emblem(
    width: int, height: int, colour: Colour, light: Colour
) -> tuple[int, int, list[Colour], list[bytearray]]:
    """A portal's emblem: three waves in a disc, and a bar in the same colour."""
    rows = []
    centre, radius = height // 2, height // 2 - 3
    for y in range(height):
        row = bytearray(width)
        for x in range(width):
            inside = (x - centre) ** 2 + (y - centre) ** 2 <= radius * radius
            wave = (y + int(3 * math.sin(x / 5))) % 12 < 5
            if inside:
                row[x] = 2 if wave else 1
            elif x > height + 4 and abs(y - centre) < height // 5:
                row[x] = 1 if (x // 9) % 4 else 0
        rows.append(row)
    return width, height, [(255, 255, 255), colour, light], rows


def _squares(
    width: int, height: int, dark: Colour, light: Colour
) -> tuple[int, int, list[Colour], list[bytearray]]:
    """Something that looks like a QR code but is not one."""
    rows = [
        bytearray(1 if (x // 4 * 5 + y // 4 * 3 + (x // 4) * (y // 4)) % 7 < 3 else 0 for x in range(width))
        for y in range(height)
    ]
    return width, height, [light, dark], rows


def _png(width: int, height: int, palette: list[Colour], rows: list[bytearray]) -> bytes:
    """A PNG with a palette (PNG specification, 11.2)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + row for row in rows)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", b"".join(bytes(colour) for colour in palette))
        + chunk(b"IDAT", zlib.compress(pixels, 9))
        + chunk(b"IEND", b"")
    )
