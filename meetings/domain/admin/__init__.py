"""What the administrator of the service looks at."""

from meetings.domain.admin.queries import count_work, create_root, list_users

__all__ = ["count_work", "create_root", "list_users"]
