"""What an export read, file by file, as a table."""

from typing import TYPE_CHECKING

from fer_edge.cli.console import cell, notes, results

if TYPE_CHECKING:
    from fer_edge.export.gate import FileReport


def print_reports(
    reports: "list[FileReport]", labels: tuple[str, ...], *, to_stderr: bool, against: str = "Keras"
) -> None:
    """Print the gate's table, on stderr where stdout has the JSON."""
    from rich.table import Table

    faces = reports[0].score.faces
    title = f"on {faces} validation faces, each file in its own runtime, against {against}"
    table = Table(title=cell(title), box=None)
    for heading in ("file", "KB", "acc.", "drop", "worst class", "same", "diff", "shifts"):
        table.add_column(heading, justify="left" if heading == "file" else "right", no_wrap=True)
    for report in reports:
        parity = report.parity
        table.add_row(
            report.file,
            f"{report.bytes / 1000:.0f}",
            f"{report.score.accuracy:.2%}",
            f"{100 * parity.drop:+.2f}",
            cell(f"{labels[parity.worst_class]} {100 * parity.worst_drop:+.1f}"),
            f"{parity.agreement:.2%}",
            f"{parity.largest_difference:.4f}",
            f"{report.shifted['robustness']['mean']:.2%}" if report.shifted else "-",
        )
    (notes if to_stderr else results).print(table)
