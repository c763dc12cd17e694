"""Studies: one file each, with its question, its design, its outcomes and what was found."""
