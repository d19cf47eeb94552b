"""What an import does to the register, inside a transaction of a use case."""
