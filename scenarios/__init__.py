"""The domain: scenarios, their file format and their presets. No engine, no plotting, no terminal."""
