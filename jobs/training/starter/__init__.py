"""Trains the starter checkpoint: autoencoder, latents, denoiser, export; one file each."""
