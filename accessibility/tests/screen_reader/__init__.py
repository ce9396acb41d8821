"""What Orca says of the journey. One Orca runs at a time, so these tests run in one process."""
