"""Audits that accessibility auditors can use: what they look at, what they saw, and the documents made of it."""
