"""The operator's other half of the API: any call, operations with rules, and what stations told of themselves.

Knows the wire only to hold a payload against its schema; which version a station speaks is the station's sheet's to say.
"""
