"""A rendered world of product still lifes: objects, materials, settings, lights and captions."""
