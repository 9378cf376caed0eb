"""What Headway says: one document tree, rendered to text or JSON."""
