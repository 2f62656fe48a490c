"""One folder per feature: parse, call one domain function, render."""
