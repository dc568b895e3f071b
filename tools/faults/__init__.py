"""Which test shows which row of the fault catalogue: docs/faults.md, from the tests as they are. Knows no code of the house."""
