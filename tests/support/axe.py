"""What axe finds wrong with a page for people who do not see or do not point."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_STYLE = [
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
    "button-name",
    "link-name",
    "label",
]
RUN = """async (only) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
}"""


def violations(page: Page, of_style: bool = False) -> list[str]:
    """The broken rules of WCAG 2.2 AA with the first places that break each; ``of_style``: only rules that theme and size decide."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(_source())
    only = {"type": "rule", "values": OF_STYLE} if of_style else {"type": "tag", "values": RULES}
    found: list[str] = page.evaluate(RUN, only)
    return found


@cache
def _source() -> str:
    return AXE.read_text()
