"""The board of asks and offers: its pages, what may be done with a notice, matches, the wall and the cards to print.

The rows are `zone_programme/models/asks.py`, moderation is `zone_programme/admin/asks.py`.
"""
