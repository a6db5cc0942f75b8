"""HTML out of texts that may be anybody's: labels come from strangers' cards, names from strangers' archives."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from fer_edge.system.messages import one_line


def text(value: object) -> str:
    """A text as HTML shows it: on one line, without secrets, markup or control characters."""
    return escape(one_line(str(value)))


def percent(share: float | None, places: int = 1) -> str:
    """A share, 0 to 1, for people; "none" where there is none."""
    return "none" if share is None else f"{100 * share:.{places}f}\u00a0%"


def cells(values: Iterable[object]) -> str:
    """Cells of numbers or short words in a table's row."""
    return "".join(f"<td>{text(value)}</td>" for value in values)


def bar(share: float, shown: str) -> str:
    """A cell with a bar as long as the share, 0 to 1."""
    return f'<td class="bar" style="--w:{100 * share:.1f}%"><span>{text(shown)}</span></td>'


def table(head: Sequence[str], rows: Iterable[str], kind: str = "") -> str:
    """A table that scrolls by itself where it is wider than the screen. head: texts. rows: HTML cells of each row."""
    heads = "".join(f'<th scope="col">{text(name)}</th>' for name in head)
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f'<div class="wide"><table class="{kind}">\n<tr>{heads}</tr>\n{body}\n</table></div>'


def row_head(name: object) -> str:
    """The cell that names a row."""
    return f'<th scope="row">{text(name)}</th>'


def section(title: str, body: str, told: str = "", *, whole: bool = False) -> str:
    """A part of the page. body: HTML. told: a text of what it shows. whole: as wide as the page."""
    words = f'<p class="told">{text(told)}</p>\n' if told else ""
    kind = ' class="whole"' if whole else ""
    return f"<section{kind}>\n<h2>{text(title)}</h2>\n{words}{body}\n</section>"


def total(name: str, figure: str, beside: str) -> str:
    """A figure among those at the top of a page. All are texts."""
    return f"<div><dt>{text(name)}</dt><dd>{text(figure)}<small>{text(beside)}</small></dd></div>"


def fill_page(*, title: str, origin: str, totals: Iterable[str], sections: Iterable[str], foot: Iterable[str]) -> str:
    """A whole page, which loads nothing and runs nothing. totals, sections: HTML. The others are texts."""
    return Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8")).substitute(
        title=text(title),
        origin=text(origin),
        totals=f'<dl class="totals">\n{"".join(totals)}\n</dl>',
        sections="\n".join(part for part in sections if part),
        foot="\n".join(f"<p>{text(line)}</p>" for line in foot),
    )
