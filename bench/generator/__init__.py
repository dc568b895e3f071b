"""The load: thousands of stations, some drivers and browsers in one process, as cheap per message as can be.

Knows the wire only. It is told what to do in lines of JSON and answers in the same; see `control`.
"""
