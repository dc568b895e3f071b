"""What is measured, one function per goal; each is told a stage and answers with numbers, from which figures are made.

A measure leaves the fleet as it happens to be; whoever comes next asks for what it needs.
"""
