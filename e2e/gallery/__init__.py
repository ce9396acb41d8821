"""The gallery: every page in every state, in each width and colour scheme, for designers and auditors."""
