"""Papers of acceptance: values in, bytes out."""
