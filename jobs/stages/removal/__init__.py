"""The parts of remove_object: what crosses a hole is continued, and each side is filled apart."""
