"""Electronic signatures inside PDFs."""
