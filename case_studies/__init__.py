"""Councils, themes, programmes and case studies: kept, curated, searched and read.

Timetables and Board reports are not here.
"""
