"""The feed between processes: wake-ups travel, facts do not.

Must not know what the changes mean; whoever hears one looks at the rows, and a lost one costs latency only.
"""
