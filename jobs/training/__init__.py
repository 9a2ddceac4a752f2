"""Scripts that make the small weights which ship with the stages."""
