"""How the admin writes and reads dates: short, as its lists need. Pages and e-mails use `templatetags/house_style.py`."""
