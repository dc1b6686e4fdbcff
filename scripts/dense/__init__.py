"""Pictures with exact masks for detection and segmentation: drawn things, and cut-outs of photos on other scenes."""
