"""What any station keeps and gets done for its operator: cards, limits, certificates, firmware. Knows no version's frames."""
