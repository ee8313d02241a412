"""Uploaded files: what is accepted, found in the content and not in the name, and how it is stored."""
