"""The generator: text to pictures through diffusers, to explore widely or to repeat exactly."""
