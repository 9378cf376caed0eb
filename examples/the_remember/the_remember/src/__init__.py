"""The application's source."""
