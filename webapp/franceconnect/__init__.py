"""Signing in through FranceConnect+ or FranceConnect, and the short sign-up that a first connection opens."""
