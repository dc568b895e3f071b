"""Who watches: frames on the lines, rows as they are committed, and at the end the truth. Judges change nothing."""
