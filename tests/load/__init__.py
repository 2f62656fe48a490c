"""Benchmarks; each module prints its own numbers, ``python -m tests.load`` all of them."""
