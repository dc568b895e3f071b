"""What a web application should keep to (OWASP ASVS 5.0.0, levels 1 and 2), row by row, and what shows it: docs/asvs.md. Knows no code of the house."""
