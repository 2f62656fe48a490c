"""The chain of seals over scans and audit entries."""
