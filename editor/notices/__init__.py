"""What people are told of: on their page at once, and by e-mail where they want it."""
