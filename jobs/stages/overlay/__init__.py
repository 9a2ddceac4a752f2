"""A line's lettering as layers that were laid over the ground: fitted to its pixels, taken off."""
