"""What each language needs: its sentences and its way with figures and times. Nothing here knows a session or a charger."""
