"""What each signal is worth (`grades`), and which signals an event tells of which session (`signals`).

Nothing is concluded here; `core.doubt` does. An ordinary session leaves no row: its start and its reported end stand in the
session itself, and whoever shows evidence (`views`) reads them off there. Kept are doubts, questions, answers, claims, what
the connector and the connection said meanwhile, and what was concluded, corrected, or let go.
"""
