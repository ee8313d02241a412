"""Who may use the API: everybody may read, nobody may write, whatever a view forgets to say."""

from typing import Any

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request


class ReadOnly(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        """Raise `MethodNotAllowed` for whoever wants to write."""
        if request.method not in SAFE_METHODS:
            raise MethodNotAllowed(str(request.method))
        return True
