"""Papers as PDFs, each from plain data."""
