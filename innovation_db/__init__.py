"""The floor every app stands on: settings, accounts and roles, history, links, e-mail, page visits, rich text.

Nothing here knows a council, a Zone or a report.
"""
