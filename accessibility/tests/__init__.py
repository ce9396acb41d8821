"""Tests of the checks, and of the application by them."""
