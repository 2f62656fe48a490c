"""Spreadsheets and CSV: read from offices, written for them."""
