"""Lighthouse's view of every page of the journey, on the application of this repository."""
