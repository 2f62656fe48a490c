"""What the administrator of the service looks at."""

from meetings.domain.admin.queries import count_work, list_users

__all__ = ["count_work", "list_users"]
