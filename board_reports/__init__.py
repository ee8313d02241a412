"""Boards, meetings and reports whose figures are worked out from the site's own data, and can prove it."""
