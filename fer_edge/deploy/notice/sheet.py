"""The sheet: one HTML file with everything in it, true of the outputs that a run is asked for."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template

from fer_edge.deploy.notice.texts import Texts
from fer_edge.runtime.settings import OutputSettings

BLANK = '<span class="blank"></span>'
"""Where nobody is named: a line to write on."""


def notice_sheet(languages: dict[str, Texts], outputs: OutputSettings) -> str:
    """The sheet as HTML; outputs: of the run it is put up for, with whom to ask.

    languages: texts by code, at least one, in the order in which they follow one another.
    """
    first, texts = next(iter(languages.items()))
    return Template((Path(__file__).parent / "sheet.html").read_text(encoding="utf-8")).substitute(
        language=escape(first),
        title=escape(texts.title),
        one=' class="one"' if len(languages) == 1 else "",
        asked="\n".join(f'    <li lang="{code}">{escape(one.ask)}</li>' for code, one in languages.items()),
        contact=escape(outputs.notice) if outputs.notice else BLANK,
        sections="\n".join(_section(code, one, outputs, first) for code, one in languages.items()),
    )


def statements(texts: Texts, outputs: OutputSettings) -> Iterator[str]:
    """What becomes of pictures and readings, a sentence each."""
    to_stdout = outputs.jsonl == "-"
    kept = (
        (outputs.save, texts.kept_pictures),
        (outputs.jsonl and not to_stdout, texts.kept_readings),
        (outputs.table, texts.kept_times),
        (outputs.mqtt or to_stdout, texts.passed_readings),
        (outputs.metrics, texts.passed_sums),
    )
    told = [sentence for asked, sentence in kept if asked]
    yield from told or [texts.kept_nothing]
    if outputs.web or not outputs.headless:
        yield texts.shown


def _section(code: str, texts: Texts, outputs: OutputSettings, first: str) -> str:
    """A language's part; the title of the first is that of the whole sheet."""
    kept = list(statements(texts, outputs))
    rights = [] if texts.kept_nothing in kept else [texts.rights]
    title = "" if code == first else f"{escape(texts.title)} "
    told = "".join(f"\n  <p>{escape(text)}</p>" for text in (texts.watched, " ".join(kept), *rights, texts.wrong))
    return f'<section lang="{code}">\n  <h2>{title}<small>{escape(texts.name)}</small></h2>{told}\n</section>'
