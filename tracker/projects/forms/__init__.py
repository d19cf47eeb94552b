"""Forms of projects; a valid one hands over the command that the use case takes."""
