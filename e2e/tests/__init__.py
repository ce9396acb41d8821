"""The tests, one file a family of requirements."""
