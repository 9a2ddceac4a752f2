"""What other systems are told of a project's decisions: messages that are signed and retried."""
