"""What an auditor gets from a stored audit: the verdict on each criterion, and the documents that tell it."""
