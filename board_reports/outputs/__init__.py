"""What a report is sent as beside its page: plain text, PDF, Word, and the pack of a whole meeting.

Each is a pure function of a `Document` and knows no database: `views/` says who may have one and keeps what was made.
"""
