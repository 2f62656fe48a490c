"""The rules of gatherings: one verb function per action, queries beside them. Flushes, never commits."""
