"""Lists the licences of everything the project installs in docs/licences.md; fails for one that may not be used.

    python scripts/licences.py           compare with docs/licences.md, exit 1 when it differs or a licence is not allowed
    python scripts/licences.py --write   write docs/licences.md

Python packages are those of the lock files that are installed here, npm packages those of package-lock.json.
"""

import json
import re
import sys
from dataclasses import dataclass
from email.message import Message
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
LOCKS = {"requirements.lock": "operation", "requirements-dev.lock": "development"}

# Permissive licences, and libraries under weak copyleft, which ask nothing of a program that only uses them unchanged.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "HPND",
    "ISC",
    "LGPL-2.1",
    "LGPL-3.0",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-1.1",
    "MPL-2.0",
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
    "Zlib",
    "ZPL-2.1",
}

SPELLINGS = (
    (r"apache", "Apache-2.0"),
    (r"(bsd[- ]3|3-clause|new bsd|modified bsd)", "BSD-3-Clause"),
    (r"(bsd[- ]2|2-clause|simplified bsd)", "BSD-2-Clause"),
    (r"0bsd", "0BSD"),
    (r"\bbsd\b", "BSD"),
    (r"mit-cmu", "MIT-CMU"),
    (r"mit-0", "MIT-0"),
    (r"\bmit\b", "MIT"),
    (r"(mpl|mozilla).*1\.1", "MPL-1.1"),
    (r"(mpl|mozilla)", "MPL-2.0"),
    (r"(lgpl|lesser general).*2", "LGPL-2.1"),
    (r"(lgpl|lesser general)", "LGPL-3.0"),
    (r"(agpl|affero)", "AGPL-3.0"),
    (r"(\bgpl|general public)", "GPL"),
    (r"(psf|python software)", "PSF-2.0"),
    (r"python-2\.0", "Python-2.0"),
    (r"\bisc\b", "ISC"),
    (r"hpnd|historical permission", "HPND"),
    (r"unlicense", "Unlicense"),
    (r"cc0", "CC0-1.0"),
    (r"zope", "ZPL-2.1"),
    (r"zlib", "Zlib"),
    (r"blueoak", "BlueOak-1.0.0"),
)


@dataclass(frozen=True, order=True)
class Package:
    """One installed package; ``licences`` are the ones that it offers to choose from."""

    name: str
    version: str
    licences: tuple[str, ...]
    purpose: str

    @property
    def allowed(self) -> bool:
        """Whether at least one of the licences offered may be used."""
        return any(set(re.split(r"\s+AND\s+", licence)) <= ALLOWED for licence in self.licences)


def python_packages() -> list[Package]:
    """The packages of both lock files, without those for other systems."""
    found: dict[str, Package] = {}
    for lock, purpose in LOCKS.items():
        for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE):
            if name in found:
                continue
            try:
                package = metadata.distribution(name)
            except metadata.PackageNotFoundError:
                continue
            licences = _choices(package.metadata)
            found[name] = Package(name, version, licences or _from_text(package), purpose)
    return sorted(found.values())


def _choices(about: Message) -> tuple[str, ...]:
    expression = about.get("License-Expression")
    if expression:
        return tuple(_expression(part) for part in re.split(r"\s+OR\s+", expression.strip("()")))
    classifiers = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    unspecific = ("OSI Approved", "Other/Proprietary License")
    named = [text for text in classifiers if text not in unspecific] or [(about.get("License") or "").strip().split("\n")[0]]
    return tuple(dict.fromkeys(_known(text) for text in named if text))


def _from_text(package: metadata.Distribution) -> tuple[str, ...]:
    """The licence of a package that only ships its text."""
    for file in package.files or ():
        named = re.match(r"licen[sc]e", file.name, re.IGNORECASE)
        if named and "Permission is hereby granted, free of charge" in file.read_text():
            return ("MIT",)
    return ("not stated",)


def _expression(text: str) -> str:
    return " AND ".join(_known(part) for part in re.split(r"\s+AND\s+", text.strip("() ")))


def _known(text: str) -> str:
    if text in ALLOWED:
        return text
    return next((name for pattern, name in SPELLINGS if re.search(pattern, text.lower())), text)


def npm_packages() -> list[Package]:
    """The packages of package-lock.json, without those for other systems."""
    found = []
    for path, entry in json.loads((ROOT / "package-lock.json").read_text())["packages"].items():
        if not path or entry.get("optional"):
            continue
        purpose = "development" if entry.get("dev") else "operation"
        offered = re.split(r"\s+OR\s+", entry.get("license", "not stated").strip("()"))
        name = path.rpartition("node_modules/")[2]
        found.append(Package(name, entry["version"], tuple(_expression(part) for part in offered), purpose))
    return sorted(found)


def page(groups: dict[str, list[Package]]) -> str:
    """docs/licences.md."""
    lines = [
        "# Licences of what this project installs",
        "",
        "Made by `make licences`; `make lint` fails when it is out of date or names a licence that may not be used.",
        "The project itself is under the MIT licence.",
    ]
    for title, packages in groups.items():
        lines += ["", f"## {title}", "", "| Package | Version | Licence | For |", "|---|---|---|---|"]
        lines += [f"| {p.name} | {p.version} | {' or '.join(p.licences)} | {p.purpose} |" for p in packages]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Compare or write; the exit code."""
    groups = {"Python": python_packages(), "npm": npm_packages()}
    refused = [p for packages in groups.values() for p in packages if not p.allowed]
    for package in refused:
        print(f"{package.name} {package.version}: {' or '.join(package.licences)} is not in the list of allowed licences")
    text = page(groups)
    if "--write" in sys.argv:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        print("docs/licences.md is out of date: make licences")
        return 1
    return 1 if refused else 0


if __name__ == "__main__":
    raise SystemExit(main())
