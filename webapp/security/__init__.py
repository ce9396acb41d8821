"""Keys, sessions, consent, limits and headers."""
