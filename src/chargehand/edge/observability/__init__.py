"""What the house says of itself to those who run it: log lines and figures.

Must not know protocols, pages or tables, and must never cost a decision: what cannot be written in time is dropped and counted.
"""
