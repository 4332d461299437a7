"""The results as a table in Markdown, as a plot, and as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.aims import aims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.benchmarks.clock import Result

_TITLES = {
    "top": "The best 100 by BM25, from terms",
    "answer": "The whole answer, from a question to what Discord shows",
    "build": "Building the index from terms",
    "add": "Adding an article of 50 sentences, until the next question has seen it",
    "remove": "Removing it, until the next question has seen it",
    "memory": "Memory over text and terms, a passage (growth of the resident set)",
    "open": "Opening a collection",
    "threads": "Threads: time by the question, four collections of 5,000 passages",
    "start": "A process from start to exit",
}
_PACKAGES = ("numpy", "rank-bm25", "bm25s", "numba", "tantivy", "nltk")


def machine() -> dict[str, str]:
    """Return what the numbers hold for."""
    versions = {}
    for package in _PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "python": platform.python_version(),
        **versions,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def table(results: Sequence[Result], corpus: str) -> str:
    """Return all results as Markdown: a table for each measure, median and 99th percentile."""
    about = "; ".join(f"{name} {value}" for name, value in machine().items())
    parts = [f"Text: {corpus}. {about}."]
    for measure, title in _TITLES.items():
        rows = [found for found in results if found.measure == measure]
        if rows:
            parts += [f"### {title}", "\n".join(_rows(rows))]
    if compared := list(aims(results)):
        head = ["| | aim, at most | measured |", "|---|---|---|"]
        parts += ["### Aims: ratios of medians in this run", "\n".join(head + compared)]
    return "\n\n".join(parts) + "\n"


def _rows(rows: Sequence[Result]) -> Iterator[str]:
    sizes = sorted({found.size for found in rows})
    show = _bytes if rows[0].measure == "memory" else _time
    yield "| | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    yield "|---" * (len(sizes) + 1) + "|"
    for engine in dict.fromkeys(found.engine for found in rows):
        cells = {found.size: _cell(found, show) for found in rows if found.engine == engine}
        yield f"| {engine} | " + " | ".join(cells.get(size, "") for size in sizes) + " |"


def _cell(found: Result, show: Callable[[float], str]) -> str:
    if found.times == 1:
        return show(found.median)
    return f"{show(found.median)} ({show(found.p99)})"


def _bytes(value: float) -> str:
    return f"{value:,.0f} B"


def _time(value: float) -> str:
    for unit, name in ((1, "s"), (1e-3, "ms")):
        if value >= unit:
            return f"{value / unit:.3g} {name}"
    return f"{value / 1e-6:.0f} µs"


def write(results: Sequence[Result], corpus: str, folder: Path) -> str:
    """Write ``table.md``, ``results.json`` and, with matplotlib, ``plot.png``; return the table."""
    folder.mkdir(parents=True, exist_ok=True)
    text = table(results, corpus)
    (folder / "table.md").write_text(text, encoding="utf-8")
    record = {
        "corpus": corpus,
        "machine": machine(),
        "results": [asdict(found) for found in results],
    }
    (folder / "results.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    plot(results, folder / "plot.png")
    return text


def plot(results: Sequence[Result], path: Path) -> None:
    """Draw median times against sizes, both axes logarithmic; do without where nothing can draw."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - belongs to the extra "bench"
    except ImportError:
        return
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    shown = [found for found in results if found.measure in ("top", "answer")]
    for engine, measure in {found.engine: found.measure for found in shown}.items():
        points = [(found.size, found.median * 1e3) for found in shown if found.engine == engine]
        ours = engine.startswith("Pullquote")
        style = "--" if measure == "answer" else "-"
        axes.plot(
            *zip(*points, strict=True), style, marker="o", lw=2.5 if ours else 1, label=engine
        )
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="ms a question (median)")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=110)
