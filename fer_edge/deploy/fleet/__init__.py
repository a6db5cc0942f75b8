"""fer-edge on other machines: one board or many, over the system's OpenSSH."""
