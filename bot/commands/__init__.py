"""What people can do: one module for each feature, each of them wiring and no more."""
