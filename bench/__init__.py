"""Benchmarks; each module prints its own numbers."""
