"""Renders every diagram of ``bpmn/`` to SVG and PNG with bpmn-js in a headless Chromium, to be looked at.

Usage: ``python -m tools.diagrams [--output build/diagrams] [--scale 2] [FILE.bpmn …]``; without files, all diagrams.
bpmn-js is fetched once with npm, at the version of ``package-lock.json``. A text that does not fit its shape is named
and makes the exit code 1. The bpmn.io mark stays on the PNG, as the licence of bpmn-js asks.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).parent
BPMN_JS = PACKAGE / "node_modules" / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js"
CHROMIUM = "/usr/bin/chromium"
# Chromium otherwise looks for updates and field trials on the network.
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
MARGIN = 40
"""Pixels of white around the drawing; the bpmn.io mark stands in the lower one."""

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<style>html, body { margin: 0; background: white } #canvas { width: 100vw; height: 100vh }</style>
</head><body><div id="canvas"></div></body></html>"""

OPEN = """async (xml) => {
  window.viewer = new BpmnJS({ container: '#canvas' });
  const { warnings } = await viewer.importXML(xml);
  const { inner } = viewer.get('canvas').viewbox();
  return { warnings: warnings.map((warning) => warning.message), inner };
}"""

SHOW = """async ({ inner, margin }) => {
  viewer.get('canvas').resized();
  viewer.get('canvas').viewbox({
    x: inner.x - margin, y: inner.y - margin, width: inner.width + 2 * margin, height: inner.height + 2 * margin,
  });
  return (await viewer.saveSVG()).svg;
}"""

TIGHT_LABELS = """() => viewer.get('elementRegistry').getAll().flatMap((element) => {
  const isLabel = Boolean(element.labelTarget);
  const isTask = /Task$|CallActivity$/.test(element.type);
  const text = viewer.get('elementRegistry').getGraphics(element)?.querySelector('text');
  if (!text || !(isLabel || isTask)) return [];
  const room = isLabel ? 1 : -4;
  const { width, height } = text.getBBox();
  const fits = width <= element.width + room && height <= element.height + room;
  return fits ? [] : [(element.labelTarget || element).id];
})"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one diagram became: the files written, and the ids of elements whose text does not fit."""

    source: Path
    files: tuple[Path, ...]
    warnings: tuple[str, ...]
    tight: tuple[str, ...]


class ToolMissing(Exception):
    """A program that drawing needs is not installed; the message names it."""


def require_tools() -> None:
    """Make sure of Chromium and bpmn-js, which npm fetches when its folder is missing."""
    if not Path(CHROMIUM).exists():
        raise ToolMissing(f"{CHROMIUM} is missing: install the package chromium")
    if not BPMN_JS.is_file():
        npm = shutil.which("npm")
        if npm is None:
            raise ToolMissing("npm is missing: install Node.js, which brings it")
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=PACKAGE, check=True)


def render(page: Page, source: Path, output: Path) -> Drawing:
    """Draw `source` and write ``<name>.svg`` and ``<name>.png`` into the folder `output`."""
    page.set_content(PAGE)
    page.add_script_tag(path=str(BPMN_JS))
    opened: dict[str, Any] = page.evaluate(OPEN, source.read_text(encoding="utf-8"))
    inner = opened["inner"]
    page.set_viewport_size({"width": int(inner["width"]) + 2 * MARGIN, "height": int(inner["height"]) + 2 * MARGIN})
    svg, png = output / f"{source.stem}.svg", output / f"{source.stem}.png"
    svg.write_text(page.evaluate(SHOW, {"inner": inner, "margin": MARGIN}), encoding="utf-8")
    page.screenshot(path=str(png))
    tight: list[str] = page.evaluate(TIGHT_LABELS)
    return Drawing(source, (svg, png), tuple(opened["warnings"]), tuple(tight))


def render_all(sources: Sequence[Path], output: Path, scale: float) -> tuple[Drawing, ...]:
    """Draw `sources` one after another in one browser; `scale` is PNG pixels per unit of the diagram."""
    output.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            page = browser.new_page(device_scale_factor=scale)
            return tuple(render(page, source, output) for source in sources)
        finally:
            browser.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every diagram was drawn and every text fits, 1 otherwise, 2 when a tool is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="diagrams; all of bpmn/ when none is named")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build" / "diagrams")
    parser.add_argument("--scale", type=float, default=1.0, help="PNG pixels per unit of the diagram")
    options = parser.parse_args(arguments)
    try:
        require_tools()
    except ToolMissing as missing:
        click.echo(missing, err=True)
        return 2
    sources = options.files or sorted(REPOSITORY.glob("bpmn/*/*.bpmn"))
    drawings = render_all(sources, options.output, options.scale)
    for drawing in drawings:
        click.echo(" ".join(map(str, drawing.files)))
        for problem in (*drawing.warnings, *(f"the text of {element} does not fit" for element in drawing.tight)):
            click.echo(f"{drawing.source}: {problem}", err=True)
    return 1 if any(drawing.warnings or drawing.tight for drawing in drawings) else 0
