"""The list of everything that was decided: each entry bound to the one before, heads signed."""
