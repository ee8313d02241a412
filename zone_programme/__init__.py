"""The Innovation Zone: sessions, speakers, spaces, the timetable and its releases. The library knows nothing of it."""
