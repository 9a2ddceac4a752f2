"""Everything behind a publication as one ZIP file, and the check of it with nothing else."""
