"""What anyone can read: pages, the answer about cookies, error pages."""
