"""Certificates of a meeting: who gets one, issued in bulk, renewed, withdrawn, signed, sent."""
