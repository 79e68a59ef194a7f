"""What the commands share: what they read, what they write, what they print."""
