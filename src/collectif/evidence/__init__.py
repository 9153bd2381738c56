"""Evidence: what an outsider who has only files can check, and how it is made."""
