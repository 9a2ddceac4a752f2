"""One file a kind of defect, and the literal dict of them all."""
