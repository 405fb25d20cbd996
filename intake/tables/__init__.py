"""Tables of projects as people keep them, as scenarios: read, mapped, converted, and every step said."""
