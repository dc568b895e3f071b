"""Windows in which a station waits for one tap that starts no charge: opened for somebody, closed by the tap or by time.

Must not know who opened one, nor what for.
"""
