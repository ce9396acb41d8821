"""Tests of what the auditor gets, on audits made by hand: no browser."""
