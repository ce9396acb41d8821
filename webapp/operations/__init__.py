"""What keeps the service running: logs, retention, key rotation, the command line."""
