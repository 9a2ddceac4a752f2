"""A picture's story, from prompt or upload to published bytes, as a graph of W3C PROV."""
