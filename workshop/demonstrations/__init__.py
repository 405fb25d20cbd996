"""One file per demonstration; ``workshop.registry`` names them."""
