"""How the admin writes and reads dates: short, for its lists. Pages and e-mails use `templatetags/house_style.py`."""
