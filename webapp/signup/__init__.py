"""The sign-up: the journey, its forms and its rules."""
