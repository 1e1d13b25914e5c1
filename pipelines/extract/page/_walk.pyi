from collections.abc import Callable

from newsmill.pipelines.extract.page.blocks import Block, Columns, Container, Document, Picture
from newsmill.pipelines.extract.page.tree import Element

def configure(
    *,
    roles: dict[object, int],
    metadata_tags: tuple[str, ...],
    signs: dict[str, int],
    numbers: dict[str, int],
    other: int,
    classes: bytes,
    signs_of: Callable[[str], int],
    is_hiding: Callable[[str], object],
    block: type[Block],
    container: type[Container],
    picture: type[Picture],
    document: type[Document],
    columns: type[Columns],
) -> None: ...
def walk(root: Element) -> Document: ...
def count_paragraph_ends(source: bytes) -> int: ...
def has_paragraphs(root: Element, count: int) -> bool: ...
def with_ampersands(root: Element) -> tuple[list[Element], list[Element]]: ...
def asks_reader(root: Element) -> bool: ...
def texts_in(top: Element) -> list[str]: ...
def has_long_tag(source: bytes, limit: int) -> bool: ...
def may_be_escaped_twice(source: bytes) -> bool: ...
def unseen(
    root: Element,
) -> tuple[
    list[Element], list[Element], list[Element], list[Element], bool, bool, bool, bool, bool, bool
]: ...
