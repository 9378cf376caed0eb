"""The Remember: an application that trains vocabulary."""
