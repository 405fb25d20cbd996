"""Value streams as routes through a network of stations: platforms, interruptions, branches, other ways on."""
