"""The doorway `fer-edge notice`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fer_edge.cli.config import read_run
from fer_edge.cli.console import note
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import check_apart, writable
from fer_edge.runtime.settings import OutputSettings
from fer_edge.system.settings import Checked, setting


@dataclass(frozen=True, kw_only=True)
class NoticeSettings(Checked):
    """In which languages."""

    language: tuple[str, ...] = setting((), "Such as de,en; none: every one there is.", many=True)


def read_run_config(ctx: typer.Context, path: Path | None) -> Path | None:
    """Make the outputs in a file of `run`'s options the defaults; all of it is checked as `run` would."""
    if path is not None and not ctx.resilient_parsing:
        parsed, _ = read_run(ctx, path)
        own = {option.name for option in ctx.command.params} - {"config"}
        ctx.default_map = {name: value for name, value in (parsed.default_map or {}).items() if name in own}
    return path


@with_settings
def notice(
    ctx: typer.Context,
    sheet: NoticeSettings,
    outputs: OutputSettings,
    out: Annotated[Path, typer.Option(help="The sheet, one HTML file.", callback=writable)] = Path("notice.html"),
    config: Annotated[
        Path | None, typer.Option(help="run's options as TOML.", is_eager=True, callback=read_run_config)
    ] = None,
) -> None:
    """Write a sheet to print and put up: what the camera reads, what is kept, whom to ask; in several languages.

    Name the outputs that `run` is given, or its --config: the sheet says what is kept and shown with them.
    In the EU the people in the picture have to be told (AI Act, article 50(3)).
    """
    from fer_edge.deploy.notice.sheet import notice_sheet
    from fer_edge.deploy.notice.texts import chosen_texts
    from fer_edge.system.files import atomic_write

    check_apart(ctx)
    html = notice_sheet(chosen_texts(sheet.language), outputs)
    with atomic_write(out) as part:
        part.write_text(html, encoding="utf-8")
    if not outputs.notice:
        note("nobody is named: --notice says whom to ask, else write it on the sheet's blank line")
    note(f"{out}: open it in a browser and print it")
