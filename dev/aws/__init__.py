"""The emulated AWS: moto in a process of its own, made quick, counted, and where it lies mended."""
