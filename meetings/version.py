"""The version that the package, the health page and documents name."""

VERSION = "1.0.0"
