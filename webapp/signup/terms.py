"""The version of the general terms of use that citizens accept (CGU-1)."""

# Change it together with templates/public/terms.html.
VERSION = "2026-12"
