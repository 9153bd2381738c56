"""The log: the only truth; reading, appending, following, proving."""
