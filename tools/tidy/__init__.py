"""The house's rules that no ready-made linter knows: sizes, names, texts and conduct.

`python -m tools.tidy` prints `path:line: rule: what` for each finding and ends with 1 if there is any.
Each module holds one family of rules as functions from a Source to findings; STYLE.md tells them in prose.
"""
