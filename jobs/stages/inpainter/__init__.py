"""The configured inpainting model: any diffusers pipeline of a known family, around one hole."""
