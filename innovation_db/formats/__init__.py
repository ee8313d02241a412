"""How the admin writes and reads dates: short, as its lists need. Pages and letters use `templatetags/house_style.py`."""
