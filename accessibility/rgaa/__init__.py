"""What the RGAA asks, as data: its criteria, and how each is treated here. Knows no check and no page."""
