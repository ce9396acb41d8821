"""Audits that accessibility auditors can use. Empty until the audits come."""
