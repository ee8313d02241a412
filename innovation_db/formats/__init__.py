"""How the admin writes and reads dates: short, as lists need. Pages and letters use `templatetags/house_style.py`."""
