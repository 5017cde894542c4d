"""PDF files made by hand, object by object: what a page of one may hold, without any program that writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def text(words: str, x: float, y: float, size: float = 12, turn: Sequence[float] = (1, 0, 0, 1)) -> str:
    """Words that begin at a point, as a page's content says it; ``turn`` is the matrix of the letters."""
    matrix = " ".join(map(str, (*turn, x, y)))
    return f"BT /F {size} Tf {matrix} Tm ({words}) Tj ET\n"


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    """The ruled lines of a table with these edges."""
    across = [f"{xs[0]} {y} m {xs[-1]} {y} l S\n" for y in ys]
    return "".join([*across, *(f"{x} {ys[0]} m {x} {ys[-1]} l S\n" for x in xs)])


def pdf(contents: Sequence[str], page: str = "", resources: str = "", more: Mapping[int, str] | None = None) -> bytes:
    """A file with a page for each content; ``page`` adds to what each page says, ``more`` are objects by number."""
    numbers = range(10, 10 + 2 * len(contents), 2)
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(contents)} /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] >>",
        3: FONT,
    }
    for number, content in zip(numbers, contents, strict=True):
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F 3 0 R >> {resources} >> {page} >>"
        )
        objects[number + 1] = stream(content)
    objects |= more or {}
    made = b"%PDF-1.7\n"
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(made)
        made += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(made)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    made += b"".join(f"{number} 1\n{place:010} 00000 n \n".encode() for number, place in places.items())
    return made + f"trailer << /Root 1 0 R /Size {max(objects) + 1} >>\nstartxref\n{start}\n%%EOF\n".encode()


def stream(content: str, head: str = "") -> str:
    """An object that is a stream."""
    return f"<< {head} /Length {len(content.encode('latin-1'))} >>\nstream\n{content}\nendstream"
