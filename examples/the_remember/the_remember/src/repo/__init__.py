"""Where the application keeps its data: asynchronous SQLAlchemy."""
