"""Accounts: sign-in, sign-out, the account page."""
